// Shows the documents that lie beside this instance's routes.
window.addEventListener("load", async () => {
  const documents = await (await fetch("documents.json")).json();
  window.ui = SwaggerUIBundle({
    urls: documents,
    dom_id: "#swagger-ui",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "StandaloneLayout",
    validatorUrl: "none", // or it would send the document's address to another host
  });
});
