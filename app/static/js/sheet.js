"use strict";
// A sheet's cells: keys of a spreadsheet, and the state of each row until the server has it.
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
    if (!place) return;
    place.replaceChildren();
    if (!word) return;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", state === "saving" ? "#i-dots" : "#i-err");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    svg.append(use);
    const text = document.createElement("i");
    text.textContent = word;
    const holder = document.createElement("span");
    holder.append(svg, text);
    place.append(holder);
  };

  // To the same column of the next row that has one; at the end the cell itself is left.
  const move = (cell, step) => {
    const column = cell.closest("td").cellIndex;
    const stuck = changed(cell) && sent.get(cell) === cell.value && rowOf(cell).dataset.state === "unsaved";
    if (stuck) cell.dispatchEvent(new Event("change", { bubbles: true }));
    const cells = [...cell.closest("[data-sheet]").querySelectorAll("td .cell:not([role])")]
      .filter((other) => other.closest("td").cellIndex === column);
    const next = cells[cells.indexOf(cell) + step];
    if (next) {
      next.focus();
    } else {
      cell.blur();
      cell.focus();
    }
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches?.("[data-sheet] .cell:not([role])") || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(cell, step);
    } else if (event.key === "Escape") {
      cell.value = cell.defaultValue;
      cell.select();
      const row = rowOf(cell);
      if (row.dataset.state === "unsaved") mark(row, "");
    }
  });

  // Typing replaces, as in a spreadsheet; a click would put the caret and is answered once more.
  let entered = null;
  document.addEventListener("focusin", ({ target }) => {
    if (swapping || !target.matches?.("[data-sheet] .cell")) return;
    entered = target;
    target.select();
  });
  document.addEventListener("pointerup", ({ target }) => {
    if (target === entered && target.selectionStart === target.selectionEnd) target.select();
    entered = null;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches?.(".cell")) sent.set(target, target.value);
  });
  // A cell whose text came back by script fires no change of its own.
  document.addEventListener("focusout", ({ target }) => {
    if (!target.matches?.("[data-sheet] .cell[hx-post]") || !changed(target)) return;
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

  // A cell sends itself, not the whole form that it belongs to.
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
    mark(row, ctx.response?.status < 400 ? "" : "unsaved");
  });

  // The answer replaces the row: what was typed since it was sent goes on in the new cell.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const cell = document.activeElement;
    swapping = true;
    kept = null;
    if (!cell?.matches(".cell") || !rowOf(cell) || !ctx.target?.contains?.(cell)) return;
    const known = cell === ctx.sourceElement ? sent.get(cell) : cell.defaultValue;
    if (cell.value !== known) kept = { id: cell.id, value: cell.value, at: cell.selectionStart };
  });
  document.addEventListener("htmx:finally:swap", () => {
    const { id, value, at } = kept ?? {};
    const cell = id && document.getElementById(id);
    swapping = false;
    kept = null;
    if (!cell) return;
    cell.value = value;
    cell.setSelectionRange(at, at);
  });

  // A search: the slash leads to its words, arrows go through the hits, Enter takes one.
  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const words = document.querySelector("[data-search]");
    const row = at.closest?.("[data-hits] tr");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "/" && (row || at === document.body || at.id === "content")) {
      event.preventDefault();
      if (words) words.focus();
      else document.querySelector("#rows [value=catalogue]")?.click();
    } else if (step && (row || at === words)) {
      event.preventDefault();
      const rows = [...document.querySelectorAll("[data-hits] tbody tr")];
      const next = rows[rows.indexOf(row) + step];
      (next ? next.querySelector("button") ?? next.querySelector("a") : step < 0 && words)?.focus?.();
    }
  });
})();

// Together: a sheet that stands open asks what others saved. A row in use is marked, not replaced.
(() => {
  const TURN_MS = 15000;
  const IDLE_AFTER_MS = 120000;
  // Shorter than the minute for which a person is known to be here.
  const IDLE_TURN_MS = 55000;
  const bar = () => document.querySelector("#totals[data-rev]");
  const area = () => document.getElementById("area");
  let seen = Date.now();
  let timer = 0;
  let since = 0;
  let known = null;
  if (!bar()) return;

  // An answer to one's own edit brings the next revision, a new area all of it; what lies between
  // was somebody else's and is still to come.
  const learn = (all) => {
    const now = Number(bar()?.dataset.rev);
    if (all || area() !== known || now === since + 1) since = now;
    known = area();
  };
  const used = () => [...document.querySelectorAll("[data-sheet] tr[id^=i-]")]
    .filter((row) => ["saving", "unsaved", "conflict"].includes(row.dataset.state)
      || [...row.querySelectorAll(".cell")].some((cell) => cell.value !== cell.defaultValue))
    .map((row) => row.id.slice(2)).join();
  const turn = () => {
    const usual = Number(bar()?.dataset.every) * 1000 || TURN_MS;
    return Date.now() - seen > IDLE_AFTER_MS ? Math.max(usual, IDLE_TURN_MS) : usual;
  };
  const later = (wait) => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, wait);
  };

  const ask = async () => {
    const [busy, before] = [used(), bar()];
    const rows = document.querySelectorAll("[data-sheet] tr[id^=i-]");
    const query = new URLSearchParams(location.search);
    const here = document.getElementById("here")?.dataset.h ?? "";
    const ends = { first: query.get("from") ?? rows[0]?.id.slice(2) ?? "", last: rows[rows.length - 1]?.id.slice(2) ?? "" };
    for (const [name, value] of Object.entries({ ...ends, since, here, busy })) query.set(name, value);
    try {
      const answer = await fetch(`changes?${query}`, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      if ([401, 403, 404].includes(answer.status)) return;
      const text = answer.status === 200 ? await answer.text() : "";
      // What was typed or saved while the question was under way: the answer is not about this page.
      if (text && (busy !== used() || before !== bar())) return void later(1000);
      if (text) {
        await htmx.swap({ text, sourceElement: document.body, target: document.body, swap: "none" });
        learn(true);
      }
    } catch { /* No way to the server: the next turn asks again, and saving says it. */ }
    later(turn());
  };

  learn(true);
  later(turn());
  document.addEventListener("htmx:after:swap", () => learn(false));
  document.addEventListener("visibilitychange", () => later(0));
  for (const name of ["keydown", "pointermove"]) {
    document.addEventListener(name, () => {
      const wasIdle = Date.now() - seen > IDLE_AFTER_MS;
      seen = Date.now();
      if (wasIdle) later(0);
    });
  }
})();
