import { useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { TextPart } from "../../view-models/links.ts";
import { Icon } from "../Icon/Icon.tsx";

/**
 * What an officer wrote, as text nodes. An address in it is inert: a tap shows where it leads and what it leaves behind. A number is a link to call,
 * which the telephone itself asks about once more.
 */
export function OfficerText({ parts }: { readonly parts: readonly TextPart[] }) {
  const { link: words } = useTexts().conversation;
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <>
      <p className="message-text" dir="auto">
        {parts.map((part, index) =>
          part.kind === "text" ? (
            part.text
          ) : part.kind === "link" ? (
            <button
              key={index}
              type="button"
              className="message-link"
              aria-expanded={asked === part.href}
              onClick={() => setAsked(asked === part.href ? null : part.href)}
            >
              {part.text}
            </button>
          ) : (
            <a key={index} className="message-call" href={part.href}>
              <Icon name="call" />
              <span>
                {words[part.kind]} <strong>{part.text}</strong>
              </span>
            </a>
          ),
        )}
      </p>
      {parts.some(({ kind }) => kind === "call" || kind === "sms") ? (
        <p className="message-call-note">{words.callNote}</p>
      ) : null}
      {asked === null ? null : (
        <div className="message-address">
          <p>{words.warning}</p>
          <p>
            {words.address} <bdi>{asked}</bdi>
          </p>
          <div className="message-choices">
            <a href={asked} target="_blank" rel="noopener noreferrer" onClick={() => setAsked(null)}>
              {words.open}
            </a>
            <button type="button" onClick={() => setAsked(null)}>
              {words.close}
            </button>
          </div>
        </div>
      )}
    </>
  );
}
