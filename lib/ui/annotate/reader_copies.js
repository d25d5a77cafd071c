// What is written but not stored yet lies in this tab's session storage, so that a reload loses nothing.
// `data()` says whose it is, and in which project.
function makeCopies(data) {
  const key = (trace) => `faultline/${data().person}/${data().project}/${trace}`;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null; /* no storage */
    }
  };
  const copies = {
    keep: (trace, copy) => quietly(() => sessionStorage.setItem(key(trace), JSON.stringify(copy))),
    all: () =>
      quietly(() =>
        Object.entries(sessionStorage)
          .filter(([name]) => name.startsWith(key("")))
          .map(([name, text]) => [Number(name.slice(key("").length)), JSON.parse(text)]),
      ) ?? [],
    find: (trace) => quietly(() => JSON.parse(sessionStorage.getItem(key(trace)) ?? "null")),
    forget: (trace) => quietly(() => sessionStorage.removeItem(key(trace))),
    // What the server has answered up to `done` is not sent again: it may have been taken back since.
    answered: (done, refused) => {
      const turned = new Set(refused.map(({ seq }) => seq));
      for (const [trace, { seq }] of copies.all()) if (seq <= done && !turned.has(seq)) copies.forget(trace);
    },
  };
  return copies;
}
