/** The officers' origin: for now one page that says what it is. Its requests are `contract/src/officerApi.ts`. */
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <p>Ceci est l’origine des agents. Ils répondent depuis Element ; rien d’autre n’est servi ici.</p>,
);
