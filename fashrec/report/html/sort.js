"use strict";
// every table of a report is sorted by the heads of its columns: figures the greatest first, texts from A on, then back
(() => {
  const value = (row, at) => {
    const text = row.cells[at].textContent.trim().replace(/,(?=\d{3})/g, "");
    const number = parseFloat(text);
    return { text, number: /^[+-]?[.\d]/.test(text) && !Number.isNaN(number) ? number : null };
  };
  const compare = (a, b, figures, falls) => {
    if (figures) {
      // what has no figure comes last, whichever way
      if (a.number === null || b.number === null) return (a.number === null) - (b.number === null);
      return falls ? b.number - a.number : a.number - b.number;
    }
    return (falls ? -1 : 1) * a.text.localeCompare(b.text, "en", { numeric: true });
  };
  for (const table of document.querySelectorAll("main .scroll table")) {
    const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], first = [...body.rows];
    if (first.length < 2) continue;
    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const figures = head.classList.contains("figure");
        const order = figures ? ["descending", "ascending"] : ["ascending", "descending"];
        const now = order[order.indexOf(head.getAttribute("aria-sort")) + 1];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (now) head.setAttribute("aria-sort", now);
        const rows = now
          ? first.map((row) => ({ row, key: value(row, at) })).sort((a, b) => compare(a.key, b.key, figures, now === "descending")).map((one) => one.row)
          : first;
        body.append(...rows);
      });
    });
  }
})();
