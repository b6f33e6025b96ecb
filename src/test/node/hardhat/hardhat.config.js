// A node without a compiler: the tests deploy prewritten bytecode, so hardhat downloads nothing.
module.exports = {
  solidity: "0.8.28",
  networks: {
    hardhat: {
      chainId: Number(process.env.HARDHAT_CHAIN_ID ?? 1337),
    },
  },
};
