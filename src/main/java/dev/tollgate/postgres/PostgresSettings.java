package dev.tollgate.postgres;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where our own PostgreSQL lives.
 *
 * @param dataFolder the cluster; our lock lies beside it
 * @param binaries PostgreSQL's programs, unpacked at the first start; instances may share them
 */
@ConfigurationProperties("tollgate.postgres")
public record PostgresSettings(Path dataFolder, Path binaries) {}
