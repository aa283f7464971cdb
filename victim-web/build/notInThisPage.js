/** What a stand-in is made of (`standIns.ts`). Plain JavaScript: it becomes a part of the page. */

export class NotInThisPageError extends Error {
  name = "NotInThisPageError";

  constructor(what) {
    super(`${what} was reached, but is not in this page: see victim-web/build/standIns.ts`);
  }
}

/** Can be imported and passed on; throws when it is called, constructed, or asked for anything. */
export function absent(what) {
  const refuse = () => {
    throw new NotInThisPageError(what);
  };
  return new Proxy(function () {}, { apply: refuse, construct: refuse, get: refuse, has: refuse });
}

/** A class whose instances know `methods`, which do nothing, and throw on everything else. */
export function idle(className, methods) {
  return class {
    constructor() {
      return new Proxy(this, {
        get(_target, key) {
          if (methods.includes(key)) return () => undefined;
          // Asked by the language itself, of whatever passes through a promise or a console.
          if (typeof key === "symbol" || key === "then") return undefined;
          throw new NotInThisPageError(`${className}.${String(key)}`);
        },
      });
    }
  };
}
