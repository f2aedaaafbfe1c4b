"use strict";
// Beside htmx, on every page: toasts, menus, the keys that work everywhere.
(() => {
  if (window.htmx) Object.assign(htmx.config, { defaultTimeout: 20000, defaultSettleDelay: 0 });
  // What few need comes then.
  const { rest } = document.currentScript.dataset;
  const later = (name, ...given) => import(rest).then((found) => found[name](...given), () => {});
  const toasts = document.getElementById("toasts");

  // Toasts leave unless somebody looks at them; errors are closed.
  const expire = (toast) => setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) expire(toast);
    else toast.remove();
  }, 6000);

  const received = (toast) => {
    for (const other of [...toasts.children]) {
      if (other !== toast && other.textContent === toast.textContent) other.remove();
    }
    if (!toast.matches(".err, [data-keep]")) expire(toast);
    for (const button of toast.querySelectorAll("[data-wait]")) later("countDown", button);
  };
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.matches) received(node);
    }
  }).observe(toasts, { childList: true });
  for (const toast of toasts.children) received(toast);

  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    const held = ctx.sourceElement.closest("form[data-state]");
    if (held && ctx.response.status < 400) delete held.dataset.state;
  });

  document.addEventListener("htmx:before:request", ({ detail: { ctx: { target } } }) => {
    if (target && target !== document.body) target.ariaBusy = "true";
  });

  // To the first problem of a form, but not away from a sheet's cell.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status !== 422 || document.activeElement?.matches(".cell")) return;
    document.querySelector('main [aria-invalid="true"]')?.focus();
  });

  // Whoever used what the answer replaced finds it again, or what stands in its row.
  let back = "";
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const at = document.activeElement;
    const same = `button[name="${at.name}"][value="${CSS.escape(at.value)}"]`;
    back = at !== document.body && `${same}, [id="${at.closest("tr")?.id}"] a, [id="${ctx.target?.id}"] .cell`;
  });
  document.addEventListener("htmx:finally:swap", () => {
    if (back && document.activeElement === document.body) document.querySelector(back)?.focus();
  });

  // A button in a toast has done its work.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.target) ctx.target.ariaBusy = null;
    ctx.sourceElement?.closest(".toast")?.remove();
  });
  document.addEventListener("submit", (event) => {
    const toast = event.submitter?.closest(".toast");
    if (toast) setTimeout(() => toast.remove());
    // What cannot be taken back asks first, in a dialog that stands in the form.
    const box = event.target.querySelector("dialog:not([open])");
    if (!box) return;
    event.preventDefault();
    box.showModal();
  });

  // The reasoning of a figure opens beside the page, or in a tab.
  const explain = (event, figure) => {
    if (!figure || location.pathname.includes("/explain/") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    later("beside", "why", figure);
  };

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    on(".toast [data-close]")?.closest(".toast").remove();
    if (event.target.matches("dialog [data-close]")) on("dialog").close();
    if (on("[data-theme-switch]")) {
      event.preventDefault();
      later("switchTheme");
    }
    for (const box of document.querySelectorAll("details.box[open]")) {
      if (!box.contains(event.target)) box.open = false;
    }
    explain(event, on('a[href*="explain/"]:not([download])'));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Escape" && document.querySelector("details.box[open]");
    if (!box) return;
    box.open = false;
    box.querySelector("summary").focus();
  });

  // A search asks by itself from three letters on; Enter asks for less.
  document.addEventListener("input", (event) => {
    const { type, value } = event.target;
    if (type === "search" && value.length && value.trim().length < 3) event.stopPropagation();
  }, true);

  // The cell that an undo left is found again.
  const left = sessionStorage.getItem("focus");
  if (left) addEventListener("DOMContentLoaded", () => document.getElementById(left)?.focus());
  sessionStorage.removeItem("focus");

  // What undo and redo would do.
  let pointed = null;
  const point = ({ target }) => {
    const button = target.closest?.('[formaction$="/undo"], [formaction$="/redo"]');
    if (button && pointed !== button) later("foretell", button);
    pointed = button;
  };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, point);

  // This cookie goes two minutes before the session does.
  const isAwake = () => document.cookie.includes("awake=");
  let awake = isAwake();
  setInterval(() => {
    if (awake && !isAwake()) later("ending");
    awake = isAwake();
  }, 15000);

  const field = (element) => element.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  const single = () => !document.cookie.includes("keys=off");
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase();
    const bare = !field(target) && !event.ctrlKey && !event.metaKey && !event.altKey && single() && key;
    const clean = !field(target) || target.value === (target.defaultValue ?? target.value);
    const wanted = control === "z" && !event.shiftKey ? "undo" : control === "y" || control === "z" ? "redo" : "";
    const arrow = event.altKey && target.closest("[data-sheet]") && { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }[key];
    const mover = document.getElementById(`do-${arrow}`);
    let act = "";
    if (key === "F1" || bare === "?") act = "showKeys";
    else if (control === "k" || bare === "/") act = "search";
    else if (wanted && clean && document.querySelector(`button[formaction$="/${wanted}"]`)) act = "step";
    if (event.isComposing || !(act || mover)) return;
    event.preventDefault();
    if (act) later(act, wanted);
    else mover.click();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-single]")) document.cookie = `keys=${target.checked ? "on" : "off"}; path=/; max-age=31536000`;
  });
})();
