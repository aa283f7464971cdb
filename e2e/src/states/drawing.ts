/** A picture that shows nobody. */
import type { Page } from "playwright-core";

export async function drawing(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [480, 320];
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    const shape = (colour: string, x: number, y: number, width: number, height: number): void => {
      context.fillStyle = colour;
      context.fillRect(x, y, width, height);
    };
    shape("#cfe3ea", 0, 0, 480, 320);
    shape("#7f9c8c", 0, 220, 480, 100);
    shape("#c98f6b", 150, 120, 180, 120);
    shape("#7a4b37", 215, 170, 50, 70);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** Chooses a file, on a page that shows the button for it. */
export async function chooseFile(page: Page, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choisir une image" }).click();
  await (await chooser).setFiles({ name: "a.png", mimeType: "image/png", buffer });
}
