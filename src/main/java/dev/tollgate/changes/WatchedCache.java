package dev.tollgate.changes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose entries are good as long as nothing of their topic changes anywhere.
 *
 * <p>An entry carries the version that was known before it was loaded, and counts only while that is still the version.
 * So a change needs no message to the cache, and a load that overlaps a change can't leave an old value behind.
 */
public final class WatchedCache<K, V> {

    private final ChangeCounter changes;
    private final String topic;
    private final Cache<K, Entry<V>> entries;

    WatchedCache(ChangeCounter changes, String topic, int sizeMax, Duration ttl) {
        this.changes = changes;
        this.topic = topic;
        this.entries =
                Caffeine.newBuilder().maximumSize(sizeMax).expireAfterWrite(ttl).build();
    }

    /**
     * Returns the key's value, loaded where it isn't cached, or may have changed.
     *
     * @param load reads it from the database; null for none, which isn't cached: anybody could fill the cache with
     *     what doesn't exist
     */
    public @Nullable V get(K key, Function<K, @Nullable V> load) {
        OptionalLong version = changes.version(topic);
        if (version.isEmpty()) {
            return load.apply(key);
        }
        Entry<V> entry = entries.getIfPresent(key);
        if (entry != null && entry.version == version.getAsLong()) {
            return entry.value;
        }
        V loaded = load.apply(key);
        if (loaded != null) {
            entries.put(key, new Entry<>(version.getAsLong(), loaded));
        }
        return loaded;
    }

    private record Entry<V>(long version, V value) {}
}
