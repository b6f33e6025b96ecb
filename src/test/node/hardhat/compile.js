// Prints the bytecode of the contract in a file: node compile.js Token.sol
const fs = require("fs");
const path = require("path");
const solc = require("solc");

const file = process.argv[2];
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources: { [file]: { content: fs.readFileSync(path.join(__dirname, file), "utf8") } },
      settings: { evmVersion: "paris", outputSelection: { "*": { "*": ["evm.bytecode.object"] } } },
    }),
  ),
);
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}
console.log(output.contracts[file][path.basename(file, ".sol")].evm.bytecode.object);
