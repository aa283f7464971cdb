/** Every language and register covers the same topics, in the same order; a pointer leads to one that exists. */
import { join } from "node:path";
import { Situation } from "@abri/contract";
import { Register } from "@abri/contract/content";
import type { LanguagePack } from "../ports/content.ts";
import type { Problems } from "./problems.ts";

export function compareTopics(root: string, first: LanguagePack, pack: LanguagePack, problems: Problems): void {
  for (const register of Register.options)
    for (const situation of Situation.options) {
      const file = join(root, pack.language, register, `${situation}.json`);
      const wanted = topicsOf(first, "minor", situation);
      const found = topicsOf(pack, register, situation);
      for (const topic of wanted) if (!found.includes(topic)) problems.add(file, `topics lacks ${topic}`);
      for (const topic of found) if (!wanted.includes(topic)) problems.add(file, `topics has the unknown ${topic}`);
      for (const { situation: other, topic } of pack.registers[register].advice[situation].also)
        if (!topicsOf(first, "minor", other).includes(topic))
          problems.add(file, `also points to ${other}/${topic}, which does not exist`);
    }
}

function topicsOf(pack: LanguagePack, register: Register, situation: Situation): string[] {
  return pack.registers[register].advice[situation].topics.map(({ id }) => id);
}
