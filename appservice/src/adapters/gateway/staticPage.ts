/**
 * What the page says when nothing runs in it: without JavaScript, in a browser too old for the page's code, or when that code does not
 * arrive. Numbers, advice and the honest words in the default language, the most urgent of it in all others, without another address.
 * The page's code takes it away when it shows the first screen; until then the style sheet hides it for a moment (`static.css`).
 */
import { Situation } from "@abri/contract";
import type { HelpNumber, HonestWords, Line, Register, Topic } from "@abri/contract/content";
import type { Content, LanguagePack } from "../../ports/content.ts";
import { html, type Html } from "./html.ts";

export function staticPage([first, ...others]: Content): Html {
  const { texts, numbers, registers } = first;
  return html`<div id="static" class="static frame">
    <main class="screen narrow">
      <h1>${texts.static.title}</h1>
      <p class="lead">${texts.static.text}</p>
      <p class="soft">${texts.static.exitNote}</p>
      ${numbersList(texts.numbers.title, numbers, texts.numbers.note)}
      <section>
        <h2>${texts.static.advice}</h2>
        ${adviceFor(first, "minor")}${adviceFor(first, "adult")}
      </section>
      <section>
        <h2>${texts.promises.title}</h2>
        ${honestWords(registers.minor.honest)}
      </section>
      <section>
        <h2>${texts.static.languages}</h2>
        ${others.map(inShort)}
      </section>
    </main>
  </div>`;
}

function numbersList(title: string, numbers: readonly HelpNumber[], note: string): Html {
  const items = numbers.map(
    ({ number, href, who, what }) =>
      html`<li>
        <a href="${href}"
          ><strong>${number}</strong><span><b>${who}</b><span class="numbers-what">${what}</span></span></a
        >
      </li>`,
  );
  return html`<section class="numbers">
    <h2>${title}</h2>
    <ul>
      ${items}
    </ul>
    <p class="numbers-note">${note}</p>
  </section>`;
}

function adviceFor({ texts, registers }: LanguagePack, register: Register): Html {
  const situations = Situation.options.map((situation) => {
    const { heart, topics } = registers[register].advice[situation];
    return html`<details>
      <summary>${texts.entry.situations[situation]}</summary>
      <p>${sentences(heart)}</p>
      ${topics.map((topic) => wholeTopic(topic, texts.advice))}
    </details>`;
  });
  return html`<h3>${texts.register[register]}</h3>
    ${situations}`;
}

function wholeTopic(topic: Topic, words: LanguagePack["texts"]["advice"]): Html {
  const list = (title: string, lines: readonly Line[]): Html =>
    html`<h5>${title}</h5>
      ${bullets(lines)}`;
  return html`<h4>${topic.title}</h4>
    <p>${sentences(topic.happening)}</p>
    <p>${sentences(topic.notYourFault)}</p>
    ${list(words.now, topic.now)}${list(words.help, topic.help)}${list(words.witness, topic.witness)}`;
}

function honestWords(honest: HonestWords): Html {
  const parts: readonly (readonly [string, readonly Line[], string?])[] = [
    [honest.anonymous.title, honest.anonymous.lines],
    [honest.kept.title, honest.kept.lines, honest.kept.retention],
    [honest.lifting.title, honest.lifting.lines],
    [honest.notAComplaint.title, honest.notAComplaint.lines],
    [honest.cannotHide.title, honest.cannotHide.lines],
  ];
  return html`${parts.map(
    ([title, lines, more = ""]) =>
      html`<details>
        <summary>${title}</summary>
        <p>${sentences(lines)} ${more}</p>
      </details>`,
  )}`;
}

/** The most urgent, for who reads another language. */
function inShort({ language, direction, name, texts, numbers, registers }: LanguagePack): Html {
  const situations = Situation.options.map((situation) => {
    const { heart, topics } = registers.minor.advice[situation];
    return html`<h3>${texts.entry.situations[situation]}</h3>
      <p>${sentences(heart)}</p>
      ${topics.map(
        (topic) =>
          html`<h4>${topic.title}</h4>
            ${bullets(topic.now)}`,
      )}`;
  });
  return html`<details lang="${language}" dir="${direction}">
    <summary>${name}</summary>
    <h3>${texts.static.title}</h3>
    <p>${texts.static.text}</p>
    ${numbersList(texts.numbers.title, numbers, texts.numbers.note)}${situations}
  </details>`;
}

function bullets(lines: readonly Line[]): Html {
  return html`<ul>
    ${lines.map(({ text }) => html`<li>${text}</li>`)}
  </ul>`;
}

function sentences(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join(" ");
}
