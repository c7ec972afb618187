"use strict";
// What became of customers, and whom each filter keeps.
const cases = (() => {
  const { data } = shelf;

  const outcome = (shown, bought) => {
    const hits = shown.map((item) => bought.get(item)).filter(Boolean);
    return {
      hit: hits.length > 0,
      cold: hits.some((hit) => hit.cold),
      near: hits.some((hit) => hit.kind === 0 || hit.kind === 1),
    };
  };
  const all = data.cases.map((one, place) => {
    const bought = new Map(one.bought.map(([item, cold, kind, far]) => [item, { cold, kind, far }]));
    const sides = one.shown.map((shown) => outcome(shown, bought));
    const shared = one.shown[0].filter((item) => one.shown[1].includes(item)).length;
    return { ...one, place, bought, sides, shared, alone: sides[0].hit !== sides[1].hit };
  });
  const differs = (a, b) => a.shared - b.shared || Number(b.alone) - Number(a.alone) || a.place - b.place;
  const apart = [...all].sort(differs).slice(0, Math.ceil(all.length / 4));

  // `side` is "either", or which of the two
  const has = (what) => (one, side) => (side === "either" ? one.sides.some((it) => it[what]) : one.sides[side][what]);
  const hit = has("hit");
  const FILTERS = {
    all: { keeps: () => true, means: "Everybody on this page, in a random order." },
    hit: { keeps: hit, means: "Something among the items shown was bought in the days after the cut." },
    miss: { keeps: (one, side) => !hit(one, side), means: "Nothing that was shown was bought." },
    cold: { keeps: has("cold"), means: "A hit on an item that nobody had bought before the cut." },
    near: {
      keeps: has("near"),
      means: "A hit on something the customer had bought before, or on another colour of it: the same thing again.",
    },
    one: { keeps: (one, side) => one.alone && hit(one, side), means: "One of the two lists hits, the other does not." },
    apart: {
      keeps: () => true,
      from: apart,
      means: "The quarter whose two lists share the fewest items; those where one of the two hits alone come first.",
    },
  };

  const some = (test) => (one) => [...one.bought.values()].some(test);
  const SEGMENTS = {
    all: () => true,
    no_history: (one) => one.n === 0,
    light: (one) => one.n > 0 && one.n < data.heavy,
    heavy: (one) => one.n >= data.heavy,
    cold: some((it) => it.cold),
    repeat: some((it) => it.kind === 0),
    novel: some((it) => it.kind !== 0),
  };

  const kept = (filter, { side, segment, query }) =>
    (FILTERS[filter].from ?? all).filter(
      (one) => FILTERS[filter].keeps(one, side) && SEGMENTS[segment](one) && one.id.toLowerCase().includes(query),
    );
  return { all, kept, means: (filter) => FILTERS[filter].means };
})();
