"use strict";
// Keys of a spreadsheet, and the state of each row until the server has it.
(() => {
  const sent = new WeakMap();
  let kept = null;
  let swapping = false;

  const rowOf = (element) => element?.closest?.("[data-sheet] tr");
  const changed = (cell) => cell.value !== cell.defaultValue;

  const mark = (row, state) => {
    const place = row.querySelector(".st");
    const word = document.getElementById("sheet")?.dataset[state];
    if (state) row.dataset.state = state;
    else delete row.dataset.state;
    place?.replaceChildren();
    if (!place || !word) return;
    const svg = document.querySelector("#offline .i").cloneNode(true);
    svg.firstChild.setAttribute("href", state === "saving" ? "#i-dots" : "#i-err");
    const text = document.createElement("i");
    text.textContent = word;
    const holder = document.createElement("span");
    holder.append(svg, text);
    place.append(holder);
  };

  const CELLS = "td .cell:not([role])";
  // The id of the cell in whose text the arrows move.
  let inside = "";

  const every = (cell) => [...cell.closest("[data-sheet]").querySelectorAll(CELLS)];
  const at = (cell) => cell.closest("td").cellIndex;
  const column = (cell, place = at(cell)) => every(cell).filter((other) => at(other) === place);
  const beside = (cells, cell, step) => cells[cells.indexOf(cell) + step];
  const across = (cell) => [...rowOf(cell).querySelectorAll(CELLS)];
  const screenful = (cell, step) => {
    const cells = column(cell);
    const place = (other) => other.getBoundingClientRect().top;
    const from = place(cell);
    const ahead = cells.filter((other) => step * (place(other) - from) > 0);
    const near = ahead.filter((other) => step * (place(other) - from) <= 0.7 * innerHeight);
    return step > 0 ? near.at(-1) ?? ahead[0] : near[0] ?? ahead.at(-1);
  };
  // At the edge of the text, or with all of it chosen.
  const atEdge = ({ selectionStart: from, selectionEnd: to, value }, step) =>
    (from === 0 && to === value.length) || (from === to && to === (step > 0 ? value.length : 0));

  const go = (cell, next) => {
    const stuck = changed(cell) && sent.get(cell) === cell.value && rowOf(cell).dataset.state === "unsaved";
    if (stuck) cell.dispatchEvent(new Event("change", { bubbles: true }));
    if (next) {
      next.focus();
    } else {
      cell.blur();
      cell.focus();
    }
  };

  const restore = (cell) => {
    const row = rowOf(cell);
    if ("was" in cell.dataset) {
      cell.defaultValue = cell.dataset.was;
      cell.ariaInvalid = null;
      document.getElementById(`${cell.id}-e`)?.remove();
    }
    cell.value = cell.defaultValue;
    cell.select();
    if (row.dataset.state === "unsaved") mark(row, "");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fillDown = (cell) => {
    const above = beside(column(cell), cell, -1);
    if (!above) return;
    cell.value = above.value;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    cell.select();
  };

  // Where a key leads; undefined: the browser's.
  const destination = (cell, { key, ctrlKey, shiftKey }) => {
    const all = every(cell);
    if (ctrlKey) return shiftKey ? undefined : { Home: all[0], End: all.at(-1) }[key];
    if (key === "Enter") return beside(column(cell), cell, shiftKey ? -1 : 1) ?? null;
    if (inside === cell.id || shiftKey) return undefined;
    const vertical = { ArrowUp: -1, ArrowDown: 1 }[key];
    if (vertical) return beside(column(cell), cell, vertical) ?? null;
    const page = { PageUp: -1, PageDown: 1 }[key];
    if (page) return screenful(cell, page) ?? null;
    const row = across(cell);
    const end = { Home: row[0], End: row.at(-1) }[key];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step && atEdge(cell, step)) return beside(row, cell, step);
    return end === cell ? undefined : end;
  };

  document.addEventListener("keydown", (event) => {
    const { target: cell, key } = event;
    if (!cell.matches?.(`[data-sheet] ${CELLS}`) || event.isComposing || event.altKey || event.metaKey) return;
    const next = destination(cell, event);
    if (next !== undefined) go(cell, next);
    else if (key === "Escape") restore(cell);
    else if (key === "F2") cell.setSelectionRange(cell.value.length, cell.value.length);
    else if (event.ctrlKey && key.toLowerCase() === "d") fillDown(cell);
    else return;
    if (next === undefined) inside = key === "F2" ? cell.id : "";
    event.preventDefault();
  });
  document.addEventListener("dblclick", ({ target }) => {
    if (target.matches?.("[data-sheet] .cell")) inside = target.id;
  });

  // Typing replaces, after a click, too.
  let entered = null;
  document.addEventListener("focusin", ({ target }) => {
    if (swapping || !target.matches?.("[data-sheet] .cell")) return;
    entered = target;
    inside = "";
    target.select();
  });
  document.addEventListener("pointerup", ({ target }) => {
    if (target === entered && target.selectionStart === target.selectionEnd) target.select();
    entered = null;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.(".cell")) sent.set(target, target.value);
  });
  // Text put back by script fires no change.
  document.addEventListener("focusout", ({ target }) => {
    if (swapping || !target.matches?.("[data-sheet] .cell[hx-post]") || !changed(target)) return;
    if (sent.get(target) !== target.value) target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // The tool bar works on the row that was used last.
  const choose = ({ target }) => {
    const row = rowOf(target);
    const chosen = document.querySelector("[data-chosen]");
    if (!chosen || !row?.id.startsWith("i-")) return;
    for (const other of document.querySelectorAll("[data-sheet] .sel")) other.classList.remove("sel");
    row.classList.add("sel");
    chosen.value = row.id.slice(2);
  };
  document.addEventListener("focusin", choose);
  document.addEventListener("click", choose);

  // A cell sends itself, not its whole form.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const cell = ctx.sourceElement;
    if (!cell.matches(".cell[name]")) return;
    ctx.request.body = new FormData();
    ctx.request.body.set(cell.name, cell.value);
  });
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const row = rowOf(ctx.target);
    if (row && ctx.request.method === "POST") mark(row, "saving");
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const row = rowOf(ctx.target);
    if (row?.dataset.state !== "saving") return;
    mark(row, ctx.text !== undefined && ctx.response.status < 400 ? "" : "unsaved");
  });

  // Caret and what was typed since go on in the cell of the answer.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const cell = document.activeElement;
    swapping = true;
    kept = null;
    if (!cell?.matches(".cell") || !rowOf(cell)) return;
    const known = cell.id === ctx.sourceElement.id ? [...ctx.request.body.values()][0] : cell.defaultValue;
    kept = { id: cell.id, value: cell.value === known ? null : cell.value, at: [cell.selectionStart, cell.selectionEnd], cell };
  });
  document.addEventListener("htmx:finally:swap", () => {
    const { id, value, at, cell: before } = kept ?? {};
    const cell = id && document.getElementById(id);
    swapping = false;
    kept = null;
    // Shares of another total are hidden.
    document.getElementById("area")?.toggleAttribute("data-moved", document.querySelector("tfoot[data-moved]"));
    if (!cell || cell === before) return;
    const all = at[1] > at[0];
    if (value !== null) cell.value = value;
    if (cell !== document.activeElement) return;
    if (all && value === null) cell.select();
    else cell.setSelectionRange(...at);
  });
  document.addEventListener("mark", ({ target, detail }) => mark(target, detail));

  // A search: arrows go through the hits, Enter takes one.
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const words = document.querySelector("[data-search]");
    const row = at.closest?.("[data-hits] tr");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (!row && at !== words)) return;
    event.preventDefault();
    const rows = [...document.querySelectorAll("[data-hits] tbody tr")];
    const next = rows[rows.indexOf(row) + step];
    (next ? next.querySelector("button") ?? next.querySelector("a") : step < 0 && words)?.focus?.();
  });

  // A pasted block goes whole, and 1.234, which reads in two ways: a form, so "try again" has its key.
  document.addEventListener("paste", (event) => {
    const cell = event.target;
    const sheet = document.querySelector("#sheet[data-block]");
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!sheet || !/[\t\n]|^\D*[1-9]\d?\d?[.,]\d{3}\D*$/.test(text) || !cell.matches("[data-sheet] .cell[name]:not(.t)")) return;
    event.preventDefault();
    const cells = column(cell);
    const [source = ""] = event.clipboardData.getData("text/html").match(/excel|libreoffice/i) ?? [];
    const form = document.createElement("form");
    const add = (name, value) => {
      const field = document.createElement("textarea");
      Object.assign(field, { name, value });
      form.append(field);
    };
    document.getElementById("block")?.remove();
    Object.assign(form, { id: "block", method: "post", action: sheet.dataset.block, hidden: true });
    form.append(...[...sheet.querySelectorAll("input")].map((field) => field.cloneNode()));
    add("text", text);
    add("cells", cells.slice(cells.indexOf(cell)).map((one) => one.name).join(" "));
    add("source", source.toLowerCase());
    add("row", cell.id.slice(2));
    add("_key", `${Date.now()}-${Math.random().toString(36).slice(2)}`);
    form.setAttribute("hx-post", sheet.dataset.block);
    form.setAttribute("hx-target", "#area");
    document.querySelector("main").append(form);
    htmx.process(form);
    form.requestSubmit();
  });
})();

// One press selects a block and copies it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById("text").select();
    if (document.execCommand("copy")) button.textContent = button.dataset.copy;
  });
}

// An open sheet asks what others saved. A row in use is marked, not replaced.
(() => {
  const TURN = 15;
  const IDLE_TURN = 55; // shorter than the minute of presence
  const IDLE_AFTER_MS = 120000;
  const bar = () => document.querySelector("#totals[data-rev]");
  const area = () => document.getElementById("area");
  let seen = Date.now();
  let timer;
  let since;
  let known;
  let own = []; // made here, after others that the page does not show
  if (!bar()) return;

  const learn = () => {
    const { rev, own: made } = bar()?.dataset ?? {};
    if (area() !== known) since = Number(rev);
    known = area();
    own = [...own, Number(made)].filter((each) => each > since);
    while (own.includes(since + 1)) since += 1;
  };
  const isUsed = (row) => /saving|unsaved|conflict/.test(row.dataset.state)
    || [...row.querySelectorAll(".cell")].some((cell) => cell.value !== cell.defaultValue);
  const isIdle = () => Date.now() - seen > IDLE_AFTER_MS;
  const later = (wait = Math.max(bar()?.dataset.every ?? TURN, isIdle() && IDLE_TURN)) => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, 1000 * wait);
  };

  const ask = async () => {
    if (!bar() || document.querySelector("[data-state=saving]")) return void later(1);
    const page = area();
    const rows = [...document.querySelectorAll("[data-sheet] tr[id^=i-]")];
    const used = rows.filter(isUsed);
    const query = new URLSearchParams({
      first: rows[0]?.id, last: rows.at(-1)?.id, busy: used.map(({ id }) => id), since, own,
      here: document.getElementById("here")?.dataset.h ?? "",
    });
    try {
      const answer = await fetch(`changes?${query}&${location.search.slice(1)}`, { headers: { "HX-Request-Type": "partial" } });
      if ([401, 403, 404].includes(answer.status)) return;
      const text = answer.status === 200 ? await answer.text() : "";
      if (text && page === area()) {
        let now = text.match(/data-rev="(\d+)/)?.[1];
        // A row that was typed into or saved meanwhile waits for the next turn.
        document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
          for (const each of tasks) {
            const row = each.target?.closest("tr[id^=i-]");
            if (row && !(isUsed(row) ? used : rows).includes(row)) each.target = now = null;
          }
        }, { once: true });
        await htmx.swap({ text, sourceElement: document.body, target: document.body, swap: "none" });
        since = Math.max(since, now ?? 0);
        learn();
      }
    } catch { /* No way to the server: the next turn asks again. */ }
    later();
  };

  learn();
  later();
  document.addEventListener("htmx:after:swap", learn);
  document.addEventListener("visibilitychange", () => later(0));
  for (const name of ["keydown", "pointermove"]) {
    document.addEventListener(name, () => {
      const wasIdle = isIdle();
      seen = Date.now();
      if (wasIdle) later(0);
    });
  }
})();
