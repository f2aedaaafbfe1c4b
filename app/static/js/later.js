// What few need: app.js fetches it then.
export const countDown = (button) => {
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

// A page of its own, beside the page; not modal, which styles every row anew. Leaving it closes it.
export const beside = (id, { href }) => {
  const side = document.getElementById(id) ?? document.createElement("dialog");
  if (!side.isConnected) {
    Object.assign(side, { id, className: "side", popover: "auto" });
    document.body.append(side);
    document.addEventListener("focusin", ({ target }) => side.contains(target) || side.hidePopover());
  }
  htmx.ajax("GET", href, side).then(() => {
    side.showPopover();
    side.querySelector("button")?.focus();
  });
};
export const showKeys = () => {
  const link = document.querySelector('.who a[href$="/help/keys"]');
  if (link && !document.querySelector(":modal, :popover-open")) beside("keys", link);
};
export const search = () => {
  const words = document.querySelector("[data-search], main input[type=search]");
  const button = document.querySelector("#rows [value=catalogue]");
  const catalogue = document.querySelector('a[href="/catalogue"]');
  if (words) words.focus();
  else if (button) button.click();
  else if (catalogue) location.assign(`${catalogue.href}/search`);
};

// Undo and redo are the server's, after a cell that is being saved.
let next = null;
const take = () => {
  const button = next && document.querySelector(`button[formaction$="/${next}"]`);
  if (!button || document.querySelector('[data-state="saving"]')) return;
  next = null;
  sessionStorage.setItem("focus", document.activeElement.id);
  htmx.ajax("POST", button.formAction, { source: button, target: button.form, swap: "none" });
};
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.response?.status < 400) setTimeout(take);
  else next = null;
});
export const step = (wanted) => {
  next = wanted;
  take();
};

export const foretell = async (button) => {
  const answer = await fetch(button.formAction, { headers: { "HX-Request-Type": "partial" } });
  if (answer.ok) button.title = await answer.text();
};

export const ending = () => htmx.ajax("GET", `${document.querySelector(".brand").href}account/session`, { target: "#toasts", swap: "none" });

export const switchTheme = () => {
  const root = document.documentElement;
  const seen = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset.theme = seen === "dark" ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
};
