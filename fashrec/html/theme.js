"use strict";
// light, dark, or as the system says; remembered where the browser lets a file remember
(() => {
  const root = document.documentElement, key = "fashrec-theme";
  const kept = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem(key, theme); } catch { /* a file may not remember */ } };
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  if (["light", "dark"].includes(kept())) root.dataset.theme = kept();
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(".toggle")) {
      const say = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to the ${isDark() ? "light" : "dark"} theme`); };
      button.addEventListener("click", () => {
        root.dataset.theme = isDark() ? "light" : "dark";
        keep(root.dataset.theme);
        say();
        root.dispatchEvent(new CustomEvent("theme"));
      });
      button.hidden = false;
      say();
    }
  });
})();
