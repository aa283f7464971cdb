/** Each of its modules mends the browser it is loaded in, and exports nothing. */
declare module "core-js/modules/*";
