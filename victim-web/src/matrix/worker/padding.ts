/**
 * Pads what is to be encrypted, so that whoever watches sizes sees only its class: the ciphertext of a room event is as long as one of
 * these, whatever it says. An unknown field in the content is passed over by every Matrix client (client-server API, "Event format").
 */
const FIELD = "org.abri.padding";

/**
 * Characters of the event's `ciphertext`. The smallest holds a message of some 400 characters, so that « oui » and a few sentences look
 * alike; a greater one is taken when it must be.
 */
const CLASSES = [1_024, 2_048, 4_096, 8_192, 16_384, 32_768] as const;

/**
 * What a Megolm message has around its AES-CBC ciphertext (Megolm specification, "Message format"): version, tag and index, tag and length,
 * at most 8; then a MAC of 8 and a signature of 64.
 */
const MEGOLM_BYTES = 8 + 8 + 64;
const AES_BLOCK = 16;

/** The longest plaintext of each class, in bytes: base64 has four characters for three bytes, and CBC pads to the next whole block. */
const PLAINTEXT_SIZES = CLASSES.map((size) => {
  const cipher = (size * 3) / 4 - MEGOLM_BYTES;
  return cipher - (cipher % AES_BLOCK) - 1;
});

/**
 * The content with its padding. What is encrypted is the JSON of `{content, room_id, type}` (specification, "m.megolm.v1.aes-sha2").
 * @throws when it is too long for Matrix: what the page sends never is (`conversation/textLimits.ts`).
 */
export function padded<T extends object>(roomId: string, type: string, content: T): T {
  const empty = { ...content, [FIELD]: "" };
  const size = utf8Length(JSON.stringify({ content: empty, room_id: roomId, type }));
  const target = PLAINTEXT_SIZES.find((one) => one >= size);
  if (target === undefined) throw new Error("too long for Matrix");
  return { ...content, [FIELD]: " ".repeat(target - size) };
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
