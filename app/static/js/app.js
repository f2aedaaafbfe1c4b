"use strict";
// Beside htmx, on every page: toasts, the banner of a lost connection, light and dark, menus.
(() => {
  if (window.htmx) Object.assign(htmx.config, { defaultTimeout: 20000, defaultSettleDelay: 0 });
  const SHOWN_MS = 6000;
  const offline = document.getElementById("offline");
  const toasts = document.getElementById("toasts");
  let unanswered = new Set();
  let leaving = false;

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

  // No answer at all: nothing came that could be swapped, so the page itself says it.
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (!ctx || ctx.response) return;
    unanswered.add(ctx.sourceElement);
    if (ctx.request.method !== "GET") ctx.sourceElement.closest("form")?.setAttribute("data-state", "unsaved");
    offline.hidden = false;
  });
  document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
    offline.hidden = true;
    unanswered.delete(ctx.sourceElement);
    const held = ctx.sourceElement.closest("form[data-state]");
    if (held && ctx.response.status < 400) delete held.dataset.state;
    // A queued request may find its row replaced by the answer to the one before.
    if (ctx.target?.id && !ctx.target.isConnected) {
      ctx.target = document.getElementById(ctx.target.id) ?? ctx.target;
    }
  });
  const again = () => {
    const waiting = [...unanswered].filter((element) => element.isConnected);
    unanswered = new Set();
    offline.hidden = true;
    for (const element of waiting) {
      if (element.matches("form")) element.requestSubmit();
      else if (element.matches("input, select, textarea")) element.dispatchEvent(new Event("change", { bubbles: true }));
      else element.click();
    }
    if (!waiting.length) location.reload();
  };

  // A form that came back with problems: to the first of them, but not away from a sheet's cell.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status !== 422 || document.activeElement?.matches(".cell")) return;
    document.querySelector('main [aria-invalid="true"]')?.focus();
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
    if (on("#offline [data-retry]")) again();
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

  // Leaving is free unless something typed has not reached the server.
  document.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented && !event.target.hasAttribute("hx-post");
  });
  addEventListener("beforeunload", (event) => {
    const cell = document.activeElement;
    const typing = cell?.matches(".cell") && cell.value !== cell.defaultValue;
    const held = document.querySelector('[data-state="unsaved"], [data-state="saving"]');
    if (!leaving && (typing || held)) event.preventDefault();
  });
})();
