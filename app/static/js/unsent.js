"use strict";
// What has not reached the server: counted, sent again by itself, kept over a reload.
(() => {
  const WAITS = [2, 4, 8, 16, 30];
  const MOST = 200;
  const CELL = "[data-sheet] .cell[hx-post]";
  const GONE = [502, 503, 504];
  const bar = document.getElementById("offline");
  const button = bar.querySelector("[data-retry]");
  const words = bar.querySelector("span");
  const label = button.textContent;
  const template = words.textContent;
  const who = document.querySelector(".who [data-u]")?.dataset.u ?? "";
  const lost = new Map(); // element to whether it writes
  let batch = [];
  let sending = null;
  let tries = 0;
  let ended = false;
  let leaving = false;
  let due = false; // the bar counts down
  let timer;

  // What was typed into which cell, by page and id: of one person, in one tab.
  const stored = () => {
    try {
      const found = JSON.parse(sessionStorage.getItem("drafts"));
      return found?.who === who ? found.cells : {};
    } catch {
      return {};
    }
  };
  const drafts = stored();
  const write = () => {
    for (const key of Object.keys(drafts).slice(0, -MOST)) delete drafts[key];
    try {
      if (!ended) sessionStorage.setItem("drafts", JSON.stringify({ who, cells: drafts }));
    } catch { /* no storage: the field holds the text */ }
  };
  const here = () => Object.entries(drafts).flatMap(([key, draft]) => {
    const [path, id] = key.split("#");
    const cell = path === location.pathname && document.getElementById(id);
    return cell ? [{ key, draft, cell, row: cell.closest("tr") }] : [];
  });
  // An answer may have replaced the element of another request: its id leads to it.
  const present = (element) => (element.isConnected ? element : element.id && document.getElementById(element.id));
  // Whether nothing waits without this one.
  const forget = (element) => {
    for (const each of lost.keys()) {
      if (present(each) === present(element)) lost.delete(each);
    }
    return !lost.size;
  };

  const keep = ({ type, target: cell }) => {
    if (!cell.matches?.(CELL)) return;
    const key = `${location.pathname}#${cell.id}`;
    const settled = ["saved", undefined].includes(cell.closest("tr").dataset.state);
    if (settled && cell.value === cell.defaultValue) {
      delete drafts[key];
      if (lost.size && forget(cell)) hide();
    } else {
      drafts[key] = { name: cell.name, value: cell.value, asked: type === "change" };
    }
    write();
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);

  const mark = (row, state) => row.dispatchEvent(new CustomEvent("mark", { bubbles: true, detail: state }));

  // A cell keeps the version it was typed into, so that what others did since stays a conflict.
  const restore = (loaded) => here().filter(({ draft, cell, row }) => {
    if (row.dataset.state === "conflict") return false;
    if (draft.name) cell.name = draft.name;
    draft.name = cell.name;
    const back = cell.value !== draft.value;
    if (back) cell.value = draft.value;
    if ((draft.asked || loaded) && (back || !row.dataset.state)) mark(row, "unsaved");
    return back;
  });

  // What is stored, or was decided otherwise, is no draft any more.
  const base = (name) => name.replace(/\d+$/, ""); // without the version
  const settle = ({ request, sourceElement, target }) => {
    const row = target?.matches?.("tr") && target.id;
    const body = new Map([...(request.body ?? [])].map(([name, value]) => [base(name), value]));
    for (const { key, draft, cell, row: own } of here()) {
      const sent = body.get(base(cell.name));
      const chosen = row && own.id === row && sourceElement.closest("tr")?.id !== row;
      if (chosen || sent === draft.value) delete drafts[key];
      else if (sent != null || (row && own.id === row)) draft.name = "";
    }
    write();
  };

  const say = () => {
    const unsent = [...lost.values()].filter(Boolean).length;
    words.textContent = template.replace("{}", unsent);
    words.hidden = !unsent;
    bar.hidden = false;
  };
  const wait = (seconds = WAITS[Math.min(tries, WAITS.length - 1)]) => {
    const until = Date.now() + 1000 * seconds;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.textContent = left > 0 ? `${label} (${left} s)` : label;
      if (left > 0) timer = setTimeout(tick, 500);
      else again();
    };
    clearTimeout(timer);
    due = true;
    say();
    tick();
  };
  const hide = () => {
    clearTimeout(timer);
    bar.hidden = true;
    due = false;
    tries = 0;
  };

  const ask = (element) => {
    if (element.matches("form")) element.requestSubmit();
    else if (element.matches("input, select, textarea")) element.dispatchEvent(new Event("change", { bubbles: true }));
    else element.click();
  };
  // Several cells go in one request, by the form of the page.
  const together = (cells) => {
    const form = document.getElementById("sheet");
    batch = cells;
    for (const cell of cells) mark(cell.closest("tr"), "saving");
    const swap = document.querySelector("[data-sheet]").getAttribute("hx-swap:inherited");
    htmx.ajax("POST", form.action, { source: form, target: "#area", swap });
  };
  const again = () => {
    clearTimeout(timer);
    button.textContent = label;
    due = false;
    tries += 1;
    const waiting = [...new Set([...lost.keys()].map(present))].filter(Boolean);
    lost.clear();
    const cells = waiting.filter((each) => each.matches(CELL));
    if (cells.length > 1) together(cells);
    for (const each of waiting) {
      if (cells.length < 2 || !cells.includes(each)) ask(each);
    }
    if (!waiting.length && !document.querySelector("[data-state=saving]")) location.reload();
  };

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement;
    if (form.id !== "sheet") return;
    sending = ctx;
    for (const input of form.elements) {
      if (input.matches(".cell") && !batch.includes(input)) ctx.request.body.delete(input.name);
    }
  });
  const failed = (ctx) => {
    const several = ctx.sourceElement.id === "sheet";
    const writes = ctx.request.method !== "GET";
    for (const each of several ? batch : [ctx.sourceElement]) {
      lost.set(each, writes);
      if (several) mark(each.closest("tr"), "unsaved");
    }
    if (writes) ctx.sourceElement.closest("form:not(#sheet)")?.setAttribute("data-state", "unsaved");
    bar.querySelector("b").hidden = false;
    wait();
  };
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (ctx && ctx.text === undefined) failed(ctx); // no answer, or one that was cut
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const { status } = ctx.response;
    if (ctx.target) ctx.target = present(ctx.target) || ctx.target;
    if (GONE.includes(status)) {
      failed(ctx);
      return;
    }
    if (status === 401) leaving = true; // to the log-in page, with what was typed kept
    if (status < 400) settle(ctx);
    if (forget(ctx.sourceElement)) hide();
    else if (due) again();
    else say();
  });
  // An answer that others overtook brings its row, but no older sums.
  const sums = {};
  document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
    let now;
    for (const { fragment } of tasks) now ??= fragment.querySelector("#totals")?.dataset.rev;
    for (const each of [...tasks]) {
      const id = each.type === "partial" && each.fragment.querySelector("#totals, tr.g")?.id;
      if (id && Number(now) < sums[id]) tasks.splice(tasks.indexOf(each), 1);
      else if (id) sums[id] = now;
    }
  });
  document.addEventListener("htmx:finally:swap", () => restore(false));
  // One bad cell refuses a batch: the others are sent once more, each for itself.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx !== sending || !(ctx.response?.status >= 400) || GONE.includes(ctx.response.status)) return;
    const swapped = !batch[0].isConnected;
    for (const cell of batch.map(present).filter(Boolean)) {
      const row = cell.closest("tr");
      if (cell.ariaInvalid === "true" || row.dataset.state === "conflict") continue;
      if (swapped) {
        ask(cell);
        continue;
      }
      mark(row, "unsaved");
      lost.set(cell, true);
    }
    if (lost.size) wait(Number(ctx.response.headers.get("Retry-After")) || undefined);
  });

  // "All saved 14.32" in the server's zone, which shows in what it wrote first.
  const place = () => document.getElementById("saved");
  const written = place()?.textContent.slice(-5) ?? "";
  const ahead = 15 * Math.round((60 * written.slice(0, 2) + +written.slice(3) - Date.now() / 60000) / 15);
  const tell = (done) => {
    const output = place();
    if (!output) return;
    output.hidden = Boolean(document.querySelector("[data-sheet] [data-state]:not([data-state=saved])"));
    const now = new Date(Date.now() + 60000 * ahead).toISOString();
    if (done) output.querySelector("time").textContent = now.slice(11, 16).replace(":", written[2]);
  };
  for (const name of ["htmx:before:request", "htmx:finally:request"]) {
    document.addEventListener(name, ({ detail: { ctx } }) => {
      setTimeout(tell, 0, ctx.request.method === "POST" && ctx.text !== undefined && ctx.response.status < 400);
    });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("#offline [data-retry]")) again();
  });

  // Leaving is free unless something was not sent; the log-out forgets it.
  document.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented && !event.target.hasAttribute("hx-post");
    if (!event.submitter?.matches("[data-logout]")) return;
    ended = true;
    sessionStorage.removeItem("drafts");
  });
  addEventListener("beforeunload", (event) => {
    const cell = document.activeElement;
    const typing = cell?.matches(".cell") && cell.value !== cell.defaultValue;
    const held = document.querySelector('[data-state="unsaved"], [data-state="saving"]');
    if (!leaving && (typing || held)) event.preventDefault();
  });

  // After a reload or a new log-in, what was not sent stands in its cell again.
  document.addEventListener("DOMContentLoaded", () => {
    for (const { key, draft, cell, row } of here()) {
      if (draft.value === cell.value && !row.dataset.state) delete drafts[key];
    }
    for (const { cell } of restore(true)) lost.set(cell, true);
    if (!lost.size) return;
    bar.querySelector("b").hidden = true;
    say();
    tell();
  });
})();
