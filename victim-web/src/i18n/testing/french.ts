/** The French words as the page has them, for tests. */
import { readFileSync } from "node:fs";
import { InterfaceTexts } from "@abri/contract/content";

const file = new URL("../../../content/fr/interface.json", import.meta.url);
export const french: InterfaceTexts = InterfaceTexts.parse(JSON.parse(readFileSync(file, "utf8")));
