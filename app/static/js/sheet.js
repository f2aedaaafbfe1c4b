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

// A block of cells that was pasted goes to the server whole, for the cells from this one on. It is
// a form of the page, so that "try again" sends the same block with the same key.
document.addEventListener("paste", (event) => {
  const cell = event.target;
  const sheet = document.querySelector("#sheet[data-block]");
  const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r?\n$/, "");
  if (!sheet || !/[\t\n]/.test(text) || !cell.matches("[data-sheet] .cell[name]:not(.t)")) return;
  event.preventDefault();
  const at = (other) => other.closest("td")?.cellIndex;
  const cells = [...document.querySelectorAll("[data-sheet] td .cell[name]")].filter((one) => at(one) === at(cell));
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

// A block that is shown to be copied: one press selects and copies it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById("text").select();
    if (document.execCommand("copy")) button.textContent = button.dataset.copy;
  });
}
