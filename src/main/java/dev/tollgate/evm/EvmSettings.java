package dev.tollgate.evm;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The chain that deposits come from; prefix {@code tollgate.evm}.
 *
 * @param rpcUrl of a node, {@code EVM_RPC_URL}; empty switches off what needs the chain
 * @param chainId the chain that the node must be on, {@code EVM_CHAIN_ID}
 * @param transitWallet the address that deposits are paid to, {@code TRANSIT_WALLET_ADDRESS}; may be empty
 * @param confirmations blocks from the deposit's to the latest, both counted, {@code EVM_CONFIRMATIONS}
 * @param callTimeout for one call to the node
 * @param healthTimeout for one call to the node by a health check
 * @param lookupsMax look-ups of deposits at a time; more wait, then are refused
 * @param recheckFor for how long after its credit a deposit's block is checked again
 * @param missingFor for how long the node may lack a deposit's block before that counts as replaced: one that is merely
 *     behind catches up
 */
@ConfigurationProperties("tollgate.evm")
public record EvmSettings(
        @DefaultValue("") String rpcUrl,
        @DefaultValue("1337") long chainId,
        @DefaultValue("") String transitWallet,
        @DefaultValue("1") int confirmations,
        @DefaultValue("3s") Duration callTimeout,
        @DefaultValue("2s") Duration healthTimeout,
        @DefaultValue("16") int lookupsMax,
        @DefaultValue("24h") Duration recheckFor,
        @DefaultValue("2m") Duration missingFor) {

    public EvmSettings {
        rpcUrl = rpcUrl.strip();
        transitWallet = transitWallet.strip();
        // Not quoted: providers put their keys into it.
        require(rpcUrl.isEmpty() || isHttp(rpcUrl), "EVM_RPC_URL must be an http or https URL");
        require(chainId > 0, "EVM_CHAIN_ID must be more than 0");
        require(confirmations > 0, "EVM_CONFIRMATIONS must be more than 0");
        require(lookupsMax > 0, "tollgate.evm.lookups-max must be more than 0");
        require(
                transitWallet.isEmpty() || EvmAddress.isAddress(transitWallet),
                "TRANSIT_WALLET_ADDRESS must be 0x and 40 hex digits");
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null
                    && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
