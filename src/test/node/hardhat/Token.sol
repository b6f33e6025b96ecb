// SPDX-License-Identifier: MIT
pragma solidity ^0.8.26;

/// A token that misbehaves when it is told to, for tests of payouts.
contract Token {
    event Transfer(address indexed from, address indexed to, uint256 value);

    uint8 public decimals;
    /// 0 pays; 1 reverts; 2 answers false; 3 says that it pays, and doesn't; 4 keeps a unit for itself.
    uint8 public mode;
    mapping(address => uint256) public balanceOf;

    constructor(uint8 tokenDecimals, address owner, uint256 supply) {
        decimals = tokenDecimals;
        balanceOf[owner] = supply;
    }

    function setMode(uint8 newMode) external {
        mode = newMode;
    }

    function setDecimals(uint8 newDecimals) external {
        decimals = newDecimals;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        require(mode != 1, "transfers are paused");
        if (mode == 2) {
            return false;
        }
        if (mode == 3) {
            return true;
        }
        uint256 paid = mode == 4 ? value - 1 : value;
        balanceOf[msg.sender] -= value;
        balanceOf[to] += paid;
        emit Transfer(msg.sender, to, paid);
        return true;
    }
}
