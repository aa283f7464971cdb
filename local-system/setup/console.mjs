/** What setting up says. One line a step; a failure is one clear line too, with the end of the log that explains it. */
export class SetupError extends Error {
  name = "SetupError";
}

/** @param {string} line */
export const say = (line) => console.log(line);
