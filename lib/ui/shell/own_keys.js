// The keys somebody chose for themselves in Settings. The screens' code, and what it shows, names the usual ones.

const ARROWS = { "←": "ArrowLeft", "→": "ArrowRight" };

const ownKeys = {
  /** @type {Record<string, string>} By the usual sign. */
  chosen: {},
  /** @param {Record<string, string>} chosen */
  use(chosen) {
    ownKeys.chosen = chosen ?? {};
  },
  /**
   * What a key that was struck stands for: the usual name, or nothing where another was chosen in its place.
   * @type {(key: string) => string}
   */
  meant(key) {
    const named = (/** @type {string} */ sign) => ARROWS[sign] ?? sign.toLowerCase();
    for (const [sign, own] of Object.entries(ownKeys.chosen)) if (own === key || own === key.toLowerCase()) return named(sign);
    return Object.keys(ownKeys.chosen).some((sign) => named(sign) === key) ? "" : key;
  },
  /**
   * How the key stands on the keyboard that usually has this sign.
   * @type {(sign: string) => string}
   */
  sign: (sign) => {
    const own = ownKeys.chosen[sign];
    const capital = own?.toUpperCase();
    return (capital?.length === 1 ? capital : own) ?? sign;
  },
};
