import "@abri/contract/withoutEval";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { httpDesk } from "./desk/httpDesk.ts";
import { readAddress } from "./host/address.ts";
import { ElementHost } from "./host/elementHost.ts";
import { Session } from "./session/session.ts";
import { App } from "./ui/App/App.tsx";
import { Outside } from "./ui/App/Outside.tsx";
import { wordsFor } from "./words/words.ts";
import "./ui/look.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
const address = readAddress(location.search);
document.documentElement.lang = wordsFor(address?.language ?? navigator.language).tag;

if (address === null) createRoot(root).render(<Outside language={navigator.language} />);
else {
  const session = new Session({
    address,
    host: new ElementHost(address),
    desk: httpDesk,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  session.start();
  createRoot(root).render(
    <StrictMode>
      <App session={session} language={address.language} />
    </StrictMode>,
  );
}
