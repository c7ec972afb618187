"use strict";
// The page works without this: here answers come without loading it anew, and photos by drop and by paste.
(() => {
  const root = document.documentElement, $ = (query) => document.querySelector(query);
  root.classList.add("scripted");
  const answer = $("#answer"), status = $("#status"), chooser = $('input[name="photo"]');
  const drop = $(".drop"), preview = $(".preview");
  const kept = new Map();  // answers by their number in the browser's history
  let number = history.state?.number ?? 0, asking = null;

  const keep = () => kept.set(number, { shown: $("#shown"), title: document.title });
  history.replaceState({ number }, "");
  keep();

  const empty = () => {
    if (!preview) return;
    if (preview.src) URL.revokeObjectURL(preview.src);
    preview.removeAttribute("src");
    preview.hidden = true;
    drop.classList.remove("filled");
  };

  const put = (shown) => { $("#shown").replaceWith(shown); status.textContent = shown.dataset.said; };

  const trouble = (what) => {
    const shown = document.createElement("div"), text = document.createElement("p");
    text.className = "trouble";
    text.textContent = what;
    shown.id = "shown";
    shown.dataset.said = what;
    shown.append(text);
    return shown;
  };

  // one question at a time: a newer one ends the older
  const fetched = async (address, options) => {
    asking?.abort();
    const mine = asking = new AbortController();
    answer.setAttribute("aria-busy", "true");
    status.textContent = "Looking…";
    try {
      const response = await fetch(address, { ...options, signal: mine.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return document.adoptNode(page.querySelector("#shown") ?? trouble(page.body.textContent));
    } catch (error) {
      return mine.signal.aborted ? null : trouble("The page does not answer: is python -m fashrec.page still running?");
    } finally {
      if (asking === mine) answer.removeAttribute("aria-busy");
    }
  };

  const ask = async (address, options = {}, at = address) => {
    if (!options.body) empty();
    const shown = await fetched(address, options);
    if (!shown) return;
    number += 1;
    history.pushState({ number }, "", at);
    put(shown);
    keep();
    const heading = $("#asked");
    if (heading && !options.body) heading.focus({ preventScroll: true });
    if (answer.getBoundingClientRect().top < 0 || matchMedia("(max-width: 54rem)").matches) answer.scrollIntoView();
  };

  addEventListener("popstate", async (event) => {
    number = event.state?.number ?? 0;
    const shown = kept.get(number)?.shown ?? await fetched(location.href, {});
    if (shown) put(shown);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    ask(link.href);
  });

  for (const form of document.querySelectorAll('form[method="get"]')) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    });
  }

  if (!chooser) return;

  const look = (file) => {
    const body = new FormData();
    body.append("photo", file, file.name || "pasted");
    empty();
    preview.hidden = false;
    preview.src = URL.createObjectURL(file);
    drop.classList.add("filled");
    ask("/photo", { method: "POST", body }, "/");
  };
  preview.addEventListener("error", empty);
  chooser.addEventListener("change", () => { if (chooser.files[0]) look(chooser.files[0]); });
  // the same file may be chosen again
  chooser.addEventListener("click", () => { chooser.value = ""; });

  const hasFile = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  let depth = 0;
  const over = (to) => { depth = Math.max(0, to); root.classList.toggle("over", depth > 0); };
  addEventListener("dragenter", (event) => { if (hasFile(event)) { event.preventDefault(); over(depth + 1); } });
  addEventListener("dragleave", (event) => { if (hasFile(event)) over(depth - 1); });
  addEventListener("dragover", (event) => { if (hasFile(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } });
  addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    over(0);
    if (event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
  });
  addEventListener("paste", (event) => {
    const file = [...event.clipboardData?.files ?? []][0];
    if (!file) return;
    event.preventDefault();
    look(file);
  });
})();
