/**
 * Pictures, from the file that a victim chooses to what an officer's client decrypts: nothing of the file but its pixels arrives, nothing lies in
 * clear anywhere, nothing is lost without a network, and nothing is left when the conversation is erased.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OfficerClient, OfficerMessage } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { dumpDatabases, filesBelow, type Place, search } from "./src/everythingStored.ts";
import { adminToken, dismiss, endpoints, homeserver, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { talk } from "./src/talk.ts";
import { metadataIn, TELLING_WORDS, tellingJpeg, tellingPng, tellingWebp } from "./src/tellingPictures.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

type ImageMessage = Extract<OfficerMessage, { kind: "image" }>;
type Kind = "image/jpeg" | "image/png" | "image/webp";

let victim: VictimBrowser;
let amina: OfficerClient;
let roomId: string;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
  roomId = await talk(victim, amina, "online", "je vous montre");
});

afterAll(async () => {
  if (!(await victim.hasEnded())) await victim.end();
  await victim.close();
  await dismiss("amina", amina);
});

/** A picture of noise with a red upper left quarter, encoded by a browser on a page that is none of ours. */
async function picture(kind: Kind, width: number, height: number): Promise<Buffer> {
  const page = await victim.context.newPage();
  const url = await page.evaluate(
    ([type, w, h]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [w, h];
      const context = canvas.getContext("2d");
      const noise = context?.createImageData(w, h);
      if (!context || !noise) throw new Error("no canvas");
      for (let i = 0; i < noise.data.length; i += 1) noise.data[i] = i % 4 === 3 ? 255 : 128 + Math.random() * 60;
      context.putImageData(noise, 0, 0);
      context.fillStyle = "#f00";
      context.fillRect(0, 0, w / 2, h / 2);
      return canvas.toDataURL(type, 0.8);
    },
    [kind, width, height] as const,
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** What a browser sees in it. */
async function seen(bytes: Uint8Array): Promise<{ width: number; height: number; reddest: string }> {
  const page = await victim.context.newPage();
  try {
    return await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/jpeg;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      const [w, h] = [(canvas.width = image.naturalWidth), (canvas.height = image.naturalHeight)];
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0);
      const redness = (x: number, y: number): number => {
        const [red = 0, green = 0] = context?.getImageData(x * w, y * h, 1, 1).data ?? [];
        return red - green;
      };
      const corners = {
        "upper left": [0.1, 0.1],
        "upper right": [0.9, 0.1],
        "lower left": [0.1, 0.9],
        "lower right": [0.9, 0.9],
      };
      const [reddest = ""] =
        Object.entries(corners).sort(
          ([, [ax, ay]], [, [bx, by]]) => redness(bx ?? 0, by ?? 0) - redness(ax ?? 0, ay ?? 0),
        )[0] ?? [];
      return { width: w, height: h, reddest };
    }, Buffer.from(bytes).toString("base64"));
  } finally {
    await page.close();
  }
}

async function openSheet(): Promise<void> {
  await victim.page.getByRole("button", { name: "Ajouter une image" }).click();
}

async function chooseFile(name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = victim.page.waitForEvent("filechooser");
  await victim.page.getByRole("button", { name: "Choisir une image" }).click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

async function send(kind: Kind, bytes: Buffer): Promise<void> {
  await openSheet();
  await chooseFile(`${TELLING_WORDS.fileName}.${kind.slice(6)}`, kind, bytes);
  await victim.page.getByRole("img", { name: "telle qu'elle sera envoyée" }).waitFor();
  await victim.page.getByRole("button", { name: "Envoyer l'image" }).click();
}

const images = async (): Promise<ImageMessage[]> =>
  (await amina.messages(roomId)).filter((message) => message.kind === "image");

/** The n-th image of the conversation, once the officer has it. */
async function received(count: number): Promise<ImageMessage> {
  await until(`image ${count} is there`, 60_000, async () => (await images()).length >= count);
  const image = (await images())[count - 1];
  if (image === undefined) throw new Error("no image");
  return image;
}

/** The whole decrypted event, as an officer's client has it. */
function contentOf(eventId: string): Record<string, unknown> {
  return amina.client.getRoom(roomId)?.findEventById(eventId)?.getContent() ?? {};
}

function mediaFolder(role: "victims" | "police" | "gendarmerie"): string {
  return join(dirname(inject("endpointsFile")), "homeservers", role, "media");
}

describe("a picture with its history in it", () => {
  const words = Object.values(TELLING_WORDS);
  const make: [Kind, (plain: Buffer) => Buffer, { width: number; height: number; reddest: string }][] = [
    // Orientation 6: what is stored lying is shown standing, its upper left corner at the upper right.
    ["image/jpeg", tellingJpeg, { width: 1024, height: 2048, reddest: "upper right" }],
    ["image/png", tellingPng, { width: 2048, height: 1024, reddest: "upper left" }],
    ["image/webp", (plain) => tellingWebp(plain, 2400, 1200), { width: 2048, height: 1024, reddest: "upper left" }],
  ];

  it.each(make)("%s arrives without it, upright, scaled and padded", async (kind, tell, expected) => {
    const telling = tell(await picture(kind, 2400, 1200));
    // The control: the search finds in the original what must not be in what arrives.
    expect(metadataIn(telling).length).toBeGreaterThan(1);
    const inside = [TELLING_WORDS.maker, TELLING_WORDS.place, TELLING_WORDS.author];
    expect(new Set(search([{ name: "original", bytes: telling }], inside).map(({ word }) => word))).toEqual(
      new Set(inside),
    );

    const before = (await images()).length;
    await send(kind, telling);
    const image = await received(before + 1);
    const arrived = Buffer.from(await amina.image(roomId, image.eventId));
    expect(search([{ name: "arrived", bytes: arrived }], words)).toEqual([]);
    expect(metadataIn(arrived)).toEqual([]);
    expect(await seen(arrived)).toEqual(expected);

    const { width, height } = expected;
    expect(image.info).toMatchObject({ w: width, h: height, mimetype: "image/jpeg", size: arrived.length });
    const classes = [96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072].map((kb) => kb * 1024);
    expect(classes).toContain(arrived.length);
    expect(arrived.at(-1)).toBe(0);

    const content = contentOf(image.eventId);
    expect(content).toMatchObject({ msgtype: "m.image", body: "image.jpg", filename: "image.jpg" });
    expect(content["page.codeberg.everypizza.msc4193.spoiler"]).toBe(true);
    expect(image.info["xyz.amorgan.blurhash"]).toMatch(/^[0-9A-Za-z#$%*+,.:;=?@[\]^_{|}~-]{28}$/);
    expect(search([{ name: "event", bytes: Buffer.from(JSON.stringify(content)) }], words)).toEqual([]);
    await victim.log.getByText("Image", { exact: true }).nth(before).waitFor();
  });
});

describe("a picture that is pasted or dropped", () => {
  const preview = () => victim.page.getByRole("img", { name: "telle qu'elle sera envoyée" });
  const cancel = () => victim.page.getByRole("button", { name: "Annuler" }).click();
  const words = [TELLING_WORDS.maker, TELLING_WORDS.place, TELLING_WORDS.author, TELLING_WORDS.fileName];

  /** A file, and what stands beside it; false when the page has taken it, so that the browser does nothing more. */
  async function paste(
    name: string,
    type: string,
    bytes: Buffer,
    beside: Record<string, string> = {},
  ): Promise<boolean> {
    await victim.page.getByRole("textbox", { name: "Votre message" }).focus();
    return victim.page.evaluate(
      ([base64, fileName, mime, texts]) => {
        const clipboardData = new DataTransfer();
        const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        clipboardData.items.add(new File([file], fileName, { type: mime }));
        for (const [kind, text] of Object.entries(texts)) clipboardData.setData(kind, text);
        const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        return document.activeElement?.dispatchEvent(event) ?? true;
      },
      [bytes.toString("base64"), name, type, beside] as const,
    );
  }

  /** With the browser's own hand, as from a desktop. */
  async function drop(files: string | string[], on = victim.page): Promise<void> {
    const hand = await on.context().newCDPSession(on);
    const data = { items: [], files: [files].flat(), dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const)
      await hand.send("Input.dispatchDragEvent", { type, x: 180, y: 300, data });
    await hand.detach();
  }

  const inFolder = (name: string, bytes: Buffer): string => {
    const file = join(victim.profile, name);
    writeFileSync(file, bytes);
    return file;
  };

  async function sendsNothingOfIt(telling: Buffer): Promise<void> {
    // The control: the same search finds it in the original.
    expect(search([{ name: "original", bytes: telling }], words.slice(0, 3))).not.toEqual([]);
    expect(metadataIn(telling).length).toBeGreaterThan(1);
    const before = (await images()).length;
    await preview().waitFor();
    await victim.page.getByRole("button", { name: "Envoyer l'image" }).click();
    const image = await received(before + 1);
    const arrived = Buffer.from(await amina.image(roomId, image.eventId));
    const content = Buffer.from(JSON.stringify(contentOf(image.eventId)));
    expect(
      search(
        [
          { name: "arrived", bytes: arrived },
          { name: "event", bytes: content },
        ],
        words,
      ),
    ).toEqual([]);
    expect(metadataIn(arrived)).toEqual([]);
    expect(image.info["mimetype"]).toBe("image/jpeg");
  }

  it("pasted, with its place in it, is shown before it is sent, and arrives without it", async () => {
    const telling = tellingJpeg(await picture("image/jpeg", 400, 300));
    expect(await paste(`${TELLING_WORDS.fileName}.jpg`, "image/jpeg", telling)).toBe(false);
    await sendsNothingOfIt(telling);
  });

  it("dropped, with its place in it, the same", async () => {
    const telling = tellingJpeg(await picture("image/jpeg", 400, 300));
    await drop(inFolder(`${TELLING_WORDS.fileName}.jpg`, telling));
    await sendsNothingOfIt(telling);
  });

  it("dropped together with others, is shown before the next one is, and each is sent or not by itself", async () => {
    const sizes = [[40, 30], [50, 30], [60, 30]] as const; // prettier-ignore
    const before = (await images()).length;
    const files = sizes.map(async ([width, height], i) =>
      inFolder(`${i}.png`, await picture("image/png", width, height)),
    );
    await drop(await Promise.all(files));
    const isShown = (width: number): Promise<void> =>
      until(`the picture that is ${width} wide`, 30_000, () =>
        preview().evaluate((image, wide) => image instanceof HTMLImageElement && image.naturalWidth === wide, width),
      );
    const send = () => victim.page.getByRole("button", { name: "Envoyer l'image" }).click();
    await isShown(40);
    await send();
    await isShown(50);
    await cancel();
    await isShown(60);
    await send();
    await received(before + 2);
    expect((await images()).slice(before).map(({ info }) => info["w"])).toEqual([40, 60]);
    expect(await preview().count()).toBe(0);
  });

  it("copied in the browser and pasted with the keyboard is taken too", async () => {
    const { page, context } = victim;
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const bytes = await picture("image/png", 40, 30);
    await page.evaluate(async (base64) => {
      const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([file], { type: "image/png" }) })]);
    }, bytes.toString("base64"));
    await page.getByRole("textbox", { name: "Votre message" }).focus();
    await page.keyboard.press("Control+V");
    await preview().waitFor();
    await cancel();
    await context.clearPermissions();
  });

  it("copied as a file, with its name beside it, is a picture; text with a picture of itself beside it is text", async () => {
    const bytes = await picture("image/png", 40, 30);
    expect(await paste("a.png", "image/png", bytes, { "text/plain": "a.png" })).toBe(false);
    await preview().waitFor();
    await cancel();
    const text = { "text/plain": "bonjour", "text/html": "<b>bonjour</b>" };
    expect(await paste("a.png", "image/png", bytes, text)).toBe(true);
    expect(await preview().count()).toBe(0);
  });

  it("that is none is refused with a sentence, and never takes the page's place, in a conversation or on another screen", async () => {
    const page = '<script>document.title = "opened"</script>';
    expect(await paste("plainte.pdf", "application/pdf", Buffer.from("%PDF-1.7\n"))).toBe(false);
    await victim.page.getByText("n'est pas une image").waitFor();
    await cancel();
    const file = inFolder("page.html", Buffer.from(page));
    await drop(file);
    await victim.page.getByText("n'est pas une image").waitFor();
    await cancel();
    expect(victim.page.url()).toBe(new URL("/", endpoints().victimWeb).href);

    const other = await victim.context.newPage();
    await other.goto(endpoints().victimWeb);
    await drop(file, other);
    await other.getByRole("button", { name: "Sur les réseaux sociaux" }).click();
    await other.getByRole("button", { name: "Démarrer la conversation" }).waitFor();
    // The control: the same hand, on a page that lets the browser do as it likes.
    await other.goto(new URL("/assets/i.svg", endpoints().victimWeb).href);
    const opened = () =>
      victim.context.pages().some((one) => one.url().startsWith("file:") && one.url().endsWith("page.html"));
    expect(opened()).toBe(false);
    await drop(file, other);
    await until("the browser opens the file", 20_000, opened);
    for (const one of victim.context.pages()) if (one !== victim.page) await one.close();
  });
});

describe("the bytes of a picture", () => {
  it("are in no database, log, HTTP body or media store, and the same search finds them where they are put in clear", async () => {
    const image = await received(1);
    const arrived = Buffer.from(await amina.image(roomId, image.eventId));
    // From the middle of the coded noise: found nowhere else by chance.
    const piece = arrived.subarray(40_000, 40_032);
    const places = async (): Promise<Place[]> => [
      ...(await dumpDatabases(endpoints().postgres)),
      ...(await filesBelow(dirname(endpoints().processes[0]?.log ?? ""))),
      ...(await filesBelow(inject("bodiesFolder"))),
      ...(await filesBelow(join(dirname(inject("endpointsFile")), "homeservers"))),
    ];
    const before = await places();
    expect(before.some(({ name }) => name.startsWith(mediaFolder("victims")))).toBe(true);
    expect(search(before, [piece])).toEqual([]);

    const { client } = homeserver("victims");
    const answer = await fetch(`${client}/_matrix/media/v3/upload`, {
      method: "POST",
      headers: { authorization: `Bearer ${await adminToken("victims")}`, "content-type": "image/jpeg" },
      body: arrived,
    });
    expect(answer.status).toBe(200);
    const found = search(await places(), [piece]).map(({ place }) => place);
    expect(found.some((place) => place.startsWith(mediaFolder("victims")))).toBe(true);
  });
});

describe("what is not accepted", () => {
  const ftyp = (brand: string): Buffer => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0${brand}mp42`, "latin1");
  const bomb = Buffer.from("89504e470d0a1a0a0000000d494844520000ea600000ea6008060000000000000000", "hex");

  it.each([
    ["IMG_1.heic", "image/heic", ftyp("heic"), /Cette sorte d'image/],
    ["film.jpg", "image/jpeg", ftyp("isom"), /Une vidéo ne peut pas/],
    ["voix.m4a", "audio/mp4", ftyp("M4A "), /Un son ne peut pas/],
    ["plainte.pdf", "application/pdf", Buffer.from("%PDF-1.7\n"), /n'est pas une image/],
    ["dessin.png", "image/png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), /n'est pas une image/],
    ["lourde.jpg", "image/jpeg", Buffer.alloc(10 * 1024 * 1024 + 1, 0xff), /trop lourde/],
    ["bombe.png", "image/png", bomb, /trop grande/],
    ["coupée.jpg", "image/jpeg", Buffer.from("ffd8ffe000104a464946ffc0000b080100010001011100", "hex"), /abîmée/],
  ])("%s (%s) is refused with a sentence, and nothing is sent", async (name, type, bytes, sentence) => {
    const uploads: string[] = [];
    const note = (request: { url(): string }): void => void uploads.push(request.url());
    victim.page.on("request", note);
    const before = (await images()).length;
    await openSheet();
    await chooseFile(name, type, bytes);
    await victim.page.getByText(sentence).waitFor();
    expect(await victim.page.getByRole("button", { name: "Envoyer l'image" }).count()).toBe(0);
    await victim.page.getByRole("button", { name: "Annuler" }).click();
    expect(uploads.filter((url) => url.includes("/upload"))).toEqual([]);
    victim.page.off("request", note);
    expect(await images()).toHaveLength(before);
  });

  it("a picture that was cancelled is sent to nobody, and shown nowhere any more", async () => {
    await openSheet();
    await chooseFile("a.png", "image/png", await picture("image/png", 40, 40));
    const preview = victim.page.getByRole("img", { name: "telle qu'elle sera envoyée" });
    await preview.waitFor();
    const url = (await preview.getAttribute("src")) ?? "";
    expect(await opens(victim, url)).toBe(true);
    await victim.page.getByRole("button", { name: "Annuler" }).click();
    // The sheet lets go of it once it is closed, a moment after the button is there again.
    await victim.page.getByRole("button", { name: "Ajouter une image" }).waitFor();
    await until("nothing shows it any more", 10_000, async () => !(await opens(victim, url)));
    expect(await victim.page.getByRole("button", { name: "Ajouter une image" }).isVisible()).toBe(true);
  });
});

/** Whether the page can still show what lies under this address. */
function opens({ page }: VictimBrowser, url: string): Promise<boolean> {
  return page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    return image.decode().then(
      () => true,
      () => false,
    );
  }, url);
}

describe("a bad network", () => {
  it("that goes in the middle of an upload loses nothing, doubles nothing and lets nothing overtake", async () => {
    const before = (await images()).length;
    const bytes = await picture("image/jpeg", 2000, 2000);
    const slow = await victim.context.newCDPSession(victim.page);
    const conditions = { latency: 20, downloadThroughput: -1, offline: false };
    await slow.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: 60_000 });
    await send("image/jpeg", bytes);
    await victim.write("après l'image");
    const bar = victim.log.getByRole("progressbar", { name: "Envoi de l'image" });
    await until("some of it has left, and not all", 60_000, async () => {
      const part = Number(await bar.getAttribute("value"));
      return part > 0 && part < 1;
    });
    await slow.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: -1, offline: true });
    await bar.waitFor({ state: "hidden" });
    await victim.page.evaluate(() => window.dispatchEvent(new Event("offline")));
    expect(await images()).toHaveLength(before);
    await slow.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: -1 });
    await victim.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "après l'image", 90_000);
    const kinds = (await amina.messages(roomId)).map(({ kind }) => kind);
    expect(kinds.slice(-2)).toEqual(["image", "text"]);
    expect(await images()).toHaveLength(before + 1);
    await slow.detach();
  });
});

describe("an officer's picture", () => {
  it("is shown when it is asked for, and not before", async () => {
    await amina.sendImage(roomId, new Uint8Array(await picture("image/png", 60, 40)), "image/png");
    const show = victim.page.getByRole("button", { name: "Voir l'image" });
    await show.waitFor();
    expect(await victim.log.getByRole("img").count()).toBe(0);
    await show.click();
    const shown = victim.log.getByRole("img", { name: "L'image reçue" });
    await shown.waitFor();
    const url = (await shown.getAttribute("src")) ?? "";
    expect(await opens(victim, url)).toBe(true);
    await victim.page.getByRole("button", { name: "Cacher l'image" }).click();
    expect(await opens(victim, url)).toBe(false);
  });

  it("that is none, whatever it is called, is never shown", async () => {
    const svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>parent.hacked = true</script></svg>";
    await amina.sendImage(roomId, new TextEncoder().encode(svg), "image/png");
    await victim.page.getByRole("button", { name: "Voir l'image" }).nth(1).click();
    await victim.log.getByText("Cette image ne peut pas être affichée.").waitFor();
    expect(await victim.log.getByRole("img").count()).toBe(0);
  });
});

describe("the files of a conversation", () => {
  /** Every file in the media stores of all three homeservers, by the hash of what is in it. */
  async function hashes(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const role of ["victims", "police", "gendarmerie"] as const)
      for (const { bytes } of await filesBelow(mediaFolder(role))) {
        const hash = createHash("sha256").update(bytes).digest("base64").replace("=", "");
        found.set(hash, [...(found.get(hash) ?? []), role]);
      }
    return found;
  }
  const hashOf = (eventId: string): string => {
    const file = contentOf(eventId)["file"] as { hashes?: { sha256?: string } } | undefined;
    return file?.hashes?.sha256 ?? "";
  };

  it("are gone from the disks of all homeservers, copies included, when it is erased", async () => {
    const sent = (await images()).filter(({ sender }) => sender !== amina.userId).map(({ eventId }) => hashOf(eventId));
    const answered = (await images())
      .filter(({ sender }) => sender === amina.userId)
      .map(({ eventId }) => hashOf(eventId));
    for (const image of await images()) await amina.image(roomId, image.eventId);
    const before = await hashes();
    // The control: each lies where it was uploaded and where it was read. (Twice where an upload arrived and its answer did not.)
    for (const hash of [...sent, ...answered])
      expect(new Set(before.get(hash))).toEqual(new Set(["victims", "police"]));

    await victim.end();
    await victim.statusSays(/termin/i);
    await until("no file is left", 60_000, async () => {
      const after = await hashes();
      return [...sent, ...answered].every((hash) => !after.has(hash));
    });
  });
});

describe("the emergency exit", () => {
  it("lets go of a picture that was about to be sent, also offline", async () => {
    const other = await VictimBrowser.open(endpoints().victimWeb);
    try {
      await other.choose("home");
      await other.start();
      await other.page.getByRole("button", { name: "Ajouter une image" }).click();
      const chooser = other.page.waitForEvent("filechooser");
      await other.page.getByRole("button", { name: "Choisir une image" }).click();
      const bytes = await picture("image/png", 40, 40);
      await (await chooser).setFiles({ name: "a.png", mimeType: "image/png", buffer: bytes });
      const preview = other.page.getByRole("img", { name: "telle qu'elle sera envoyée" });
      await preview.waitFor();
      const url = (await preview.getAttribute("src")) ?? "";
      expect(await opens(other, url)).toBe(true);
      await other.context.setOffline(true);
      // Held between the empty screen and going, so that it can still be asked.
      await other.page.evaluate(() => {
        window.requestAnimationFrame = () => 0;
        window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
      });
      await other.emergencyExit();
      expect(await other.page.evaluate(() => document.body.innerHTML)).toBe("");
      expect(await opens(other, url)).toBe(false);
    } finally {
      await other.close();
    }
  });
});
