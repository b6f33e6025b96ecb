-- Assets may be tokens of a chain: ERC20:0x… has 48 characters.
ALTER TABLE account DROP CONSTRAINT account_asset_check;
ALTER TABLE account ADD CONSTRAINT account_asset_check CHECK (length(asset) BETWEEN 1 AND 64);
