"use strict";
// Beside htmx, on every page: toasts, light and dark, menus, the keys that work everywhere.
(() => {
  if (window.htmx) Object.assign(htmx.config, { defaultTimeout: 20000, defaultSettleDelay: 0 });
  const SHOWN_MS = 6000;
  const toasts = document.getElementById("toasts");

  // Toasts leave by themselves, unless somebody looks at them. Errors stay until they are closed.
  const expire = (toast) => {
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), SHOWN_MS); };
    const stop = () => clearTimeout(timer);
    for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
    for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, () => { stop(); start(); });
    start();
  };

  // A limit says how long to wait: until then its button waits too.
  const countDown = (button) => {
    const label = button.textContent;
    const until = Date.now() + 1000 * Number(button.dataset.wait);
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.disabled = left > 0;
      button.textContent = left > 0 ? `${label} (${left} s)` : label;
      if (left > 0 && button.isConnected) setTimeout(tick, 1000);
    };
    tick();
  };

  const received = (toast) => {
    for (const other of [...toasts.children]) {
      if (other !== toast && other.querySelector("p")?.textContent === toast.querySelector("p")?.textContent) other.remove();
    }
    if (!toast.classList.contains("err")) expire(toast);
    for (const button of toast.querySelectorAll("[data-wait]")) countDown(button);
  };
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType === Node.ELEMENT_NODE) received(node);
    }
  }).observe(toasts, { childList: true });
  for (const toast of toasts.children) received(toast);

  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    const held = ctx.sourceElement.closest("form[data-state]");
    if (held && ctx.response.status < 400) delete held.dataset.state;
    // A queued request may find its row replaced by the answer to the one before.
    if (ctx.target?.id && !ctx.target.isConnected) {
      ctx.target = document.getElementById(ctx.target.id) ?? ctx.target;
    }
  });

  // A form that came back with problems: to the first of them, but not away from a sheet's cell.
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

  // What a retry button in a toast asked for is under way: the toast has done its work.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    ctx.sourceElement?.closest?.(".toast")?.remove();
  });
  document.addEventListener("submit", (event) => {
    const toast = event.submitter?.closest(".toast");
    if (toast) setTimeout(() => toast.remove());
  });

  const switchTheme = () => {
    const root = document.documentElement;
    const seen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = seen === "dark" ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  };

  // The reasoning of a figure opens beside the page; in a tab of its own where that is asked for.
  // A page of the reasoning itself has none.
  let side = null;
  const explain = (event, figure) => {
    if (side && event.target === side) side.close();
    if (!figure || location.pathname.includes("/explain/") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!side) {
      side = document.createElement("dialog");
      Object.assign(side, { className: "side", id: "why" });
      document.body.append(side);
    }
    htmx.ajax("GET", figure.href, side).then(() => side.open || side.showModal());
  };

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    on("[data-close]")?.closest(".toast").remove();
    if (on("[data-theme-switch]")) {
      event.preventDefault();
      switchTheme();
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

  // The keys: a page of its own, beside the page where there is script.
  const showKeys = () => {
    const link = document.querySelector('.who a[href$="/help/keys"]');
    if (!link || document.querySelector("dialog[open]")) return;
    const side = document.getElementById("keys") ?? document.createElement("dialog");
    side.id = "keys";
    side.className = "side";
    document.body.append(side);
    htmx.ajax("GET", link.href, side).then(() => side.open || side.showModal());
  };
  const search = () => {
    const words = document.querySelector("[data-search], main input[type=search]");
    const button = document.querySelector("#rows [value=catalogue]");
    const catalogue = document.querySelector('a[href="/catalogue"]');
    if (words) words.focus();
    else if (button) button.click();
    else if (catalogue) location.assign(`${catalogue.href}/search`);
  };

  // Undo and redo are the server's; the cell that was left is found again after the page is new.
  let step = null;
  const take = () => {
    const button = step && document.querySelector(`button[formaction$="/${step}"]`);
    if (!button || document.querySelector('[data-state="saving"]')) return;
    step = null;
    sessionStorage.setItem("focus", document.activeElement.id);
    htmx.ajax("POST", button.formAction, { source: button, target: button.form, swap: "none" });
  };
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.response?.status < 400) setTimeout(take);
    else step = null;
  });
  const left = sessionStorage.getItem("focus");
  if (left) addEventListener("DOMContentLoaded", () => document.getElementById(left)?.focus());
  sessionStorage.removeItem("focus");

  const field = (element) => element.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  const single = () => !document.cookie.includes("keys=off");
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase();
    const bare = !field(target) && !event.ctrlKey && !event.metaKey && !event.altKey && single() && key;
    const clean = !field(target) || target.value === (target.defaultValue ?? target.value);
    const wanted = control === "z" && !event.shiftKey ? "undo" : control === "y" || control === "z" ? "redo" : "";
    let act = null;
    if (key === "F1" || bare === "?") act = showKeys;
    else if (control === "k" || bare === "/") act = search;
    else if (wanted && clean && document.querySelector(`button[formaction$="/${wanted}"]`)) {
      step = wanted;
      act = take;
    }
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-single]")) return;
    document.cookie = `keys=${target.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
  });
})();
