/** The oldest browsers that the page is built for, as the bundler takes them. docs/browsers.md says why these. */
export const BROWSERS = ["chrome98", "safari15.4", "firefox100"];
