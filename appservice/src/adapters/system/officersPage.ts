/** The officers' origin, another than the victims': for now one page that says what it is. */
import express, { type Express } from "express";

const PAGE = `<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>Abri, origine des agents</title>
<p>Ceci est l’origine des agents. Ils répondent depuis Element ; rien d’autre n’est servi ici.</p></html>
`;

export function officersApp(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/", (_request, response) => {
    response
      .set({
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
      })
      .type("html")
      .send(PAGE);
  });
  return app;
}
