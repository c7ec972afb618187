"use strict";
// The map under mouse, fingers and keys.
if (atlas) (() => {
  const { canvas, state, regroup, draw, later, at, zoom, pan, whole } = atlas;
  const { items, element, quiet, label, kind } = shelf;
  const under = document.getElementById("gallery-under"), legend = document.getElementById("gallery-legend");
  const STEP = 60, NEARER = 1.5, FINGER = 14, STILL = 6; // pixels, but for the factor

  const open = (one) => {
    if (one) itemSheet.open(one.item);
  };
  const say = (one) => {
    const more = one?.n > 1 ? [`and ${one.n - 1} more in its place`] : [];
    under.textContent = one ? [label(one.item), kind(one.item), items.id[one.item], ...more].join(" · ") : "";
  };
  const measure = () => {
    Object.assign(state, { width: canvas.clientWidth, height: canvas.clientHeight });
    draw();
  };
  const inMiddle = () => at(state.width / 2, state.height / 2, Infinity);

  const swatch = ([name, { n, colour }]) => {
    const mark = element("i", { "aria-hidden": "true" });
    mark.style.background = colour;
    const choose = () => {
      state.only = state.only === name ? null : name;
      relabel();
    };
    const facts = { type: "button", "aria-pressed": state.only === name, onclick: choose };
    return element("li", {}, element("button", facts, mark, name, quiet(` ${n}`)));
  };
  const relabel = () => {
    legend.replaceChildren(...[...regroup()].map(swatch));
    later();
  };
  const choices = document.querySelectorAll("[data-by]");
  for (const button of choices) {
    button.addEventListener("click", () => {
      Object.assign(state, { by: button.dataset.by, only: null });
      for (const other of choices) other.setAttribute("aria-pressed", other === button);
      relabel();
    });
  }

  const pointers = new Map();
  let moved = 0;
  const pinch = (was, now, other) => {
    const before = Math.hypot(was.x - other.x, was.y - other.y), after = Math.hypot(now.x - other.x, now.y - other.y);
    if (before > 0) zoom(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (!pointers.size) moved = 0;
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const was = pointers.get(event.pointerId), now = { x: event.offsetX, y: event.offsetY };
    if (!was) {
      const over = at(now.x, now.y);
      canvas.style.cursor = over ? "pointer" : "grab";
      say(over);
      return;
    }
    moved += Math.abs(now.x - was.x) + Math.abs(now.y - was.y);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) pinch(was, now, other);
    else if (event.pointerType === "mouse" || state.zoom > 1) pan(was.x - now.x, now.y - was.y);
    pointers.set(event.pointerId, now);
  });
  const lift = (event) => {
    const alone = pointers.size === 1;
    const clicked = pointers.delete(event.pointerId) && event.type === "pointerup" && alone && moved <= STILL;
    if (clicked) open(at(event.offsetX, event.offsetY, FINGER));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  // one finger is the page's until the map is zoomed in (gallery.css); two are the map's
  const keep = (event) => {
    if (event.touches.length > 1 && event.cancelable) event.preventDefault();
  };
  for (const name of ["touchstart", "touchmove"]) canvas.addEventListener(name, keep, { passive: false });
  // a wheel that scrolls the page goes on scrolling it: the map zooms where it has the focus, or with Ctrl
  const turn = (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
  };
  canvas.addEventListener("wheel", turn, { passive: false });

  const nearer = () => zoom(NEARER), farther = () => zoom(1 / NEARER);
  const KEYS = {
    ArrowLeft: () => pan(-STEP, 0),
    ArrowRight: () => pan(STEP, 0),
    ArrowUp: () => pan(0, STEP),
    ArrowDown: () => pan(0, -STEP),
    "+": nearer,
    "=": nearer,
    "-": farther,
    0: whole,
    Enter: () => open(inMiddle()),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
    if (event.key === "Enter") return;
    draw();
    say(inMiddle());
  });
  canvas.addEventListener("focus", () => {
    measure();
    say(inMiddle());
  });
  canvas.addEventListener("blur", later);
  const ZOOMS = { in: nearer, out: farther, all: whole };
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => ZOOMS[button.dataset.zoom]());
  }

  document.documentElement.addEventListener("theme", later);
  relabel();
  // nothing is decoded for a map that nobody looks at yet, nor has the focus
  const sized = new ResizeObserver(measure);
  const met = ([seen], observer) => {
    if (!seen.isIntersecting) return;
    observer.disconnect();
    sized.observe(canvas);
  };
  new IntersectionObserver(met, { rootMargin: "300px" }).observe(canvas);
})();
