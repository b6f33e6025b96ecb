// Hardhat is only the node: compile.js compiles what the tests deploy, so that hardhat downloads no compiler.
module.exports = {
  solidity: "0.8.28",
  networks: {
    hardhat: {
      chainId: Number(process.env.HARDHAT_CHAIN_ID ?? 1337),
    },
  },
};
