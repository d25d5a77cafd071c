// What is written but not stored yet, by its trace: see kept_here.js. `place` says whose it is, and in which project.
function makeCopies(place) {
  const copies = {
    ...keptHere.at(`${place}/reader`),
    // What the server has answered up to `done` is not sent again: it may have been taken back since.
    answered: (done, refused) => {
      const turned = new Set(refused.map(({ seq }) => seq));
      for (const [trace, { seq }] of copies.all()) if (seq <= done && !turned.has(seq)) copies.forget(trace);
    },
  };
  return copies;
}
