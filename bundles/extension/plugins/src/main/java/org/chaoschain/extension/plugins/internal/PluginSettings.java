// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.extension.plugins.internal.account.AccountSettings;
import org.chaoschain.extension.plugins.internal.account.QuotaSettings;
import org.chaoschain.extension.plugins.internal.file.PluginLimits;
import org.chaoschain.extension.plugins.internal.file.WaitingFiles;
import org.chaoschain.extension.plugins.internal.trust.TrustLimits;
import org.chaoschain.extension.plugins.internal.trust.TrustPolicy;

/**
 * The configuration, read.
 *
 * @param sharedFolder a second drop folder, or empty
 * @param pollInterval between two looks at the drop folders
 * @param settleTime how long a file that is no whole jar must stay as it is to be reported
 * @param startGrace how long a new generation may take until its components are up
 * @param stopGrace how long an old generation may take to stop
 * @param files limits of files
 * @param policy whose plugins run
 * @param trusted publishers that are trusted, each {@code DID} or {@code DID=NAMES}
 * @param trust limits of signatures and of what is remembered
 * @param waiting limits of files that wait for the operator's decision
 * @param plugins limit of plugins
 * @param services limit of the services of one plugin
 * @param changes what one change may touch unless it is forced
 * @param health how plugins are watched
 * @param updateGrace how long after an update a plugin in trouble goes back to what ran before
 * @param stateBytes limit of a plugin's data that is copied for a migration
 * @param leakGrace how long a removed generation may stay in memory
 * @param collectionInterval the least time between two collections that are asked for
 */
record PluginSettings(
    Optional<Path> sharedFolder,
    Duration pollInterval,
    Duration settleTime,
    Duration startGrace,
    Duration stopGrace,
    PluginLimits files,
    TrustPolicy policy,
    List<String> trusted,
    TrustLimits trust,
    WaitingFiles.Limits waiting,
    Limit plugins,
    Limit services,
    ChangeLimits changes,
    HealthSettings health,
    Duration updateGrace,
    Limit stateBytes,
    Duration leakGrace,
    Duration collectionInterval) {
  /** The system property by which {@code bin/chaos} says where the node is installed. */
  private static final String HOME = "chaos.home";

  static PluginSettings of(PluginConfiguration configuration, Metrics metrics) {
    String prefix = "extension.plugins.";
    return new PluginSettings(
        sharedFolder(configuration.folder().strip()),
        TimeSpan.parse(configuration.poll_interval()),
        TimeSpan.parse(configuration.settle_time()),
        TimeSpan.parse(configuration.start_grace()),
        TimeSpan.parse(configuration.stop_grace()),
        new PluginLimits(
            metrics.limit(
                prefix + "max.file.bytes",
                ByteSize.parse(configuration.max_file_bytes()).bytes(),
                "bytes"),
            metrics.limit(prefix + "max.entries", configuration.max_entries(), "entries"),
            metrics.limit(
                prefix + "max.unpacked.bytes",
                ByteSize.parse(configuration.max_unpacked_bytes()).bytes(),
                "unpacked bytes")),
        TrustPolicy.parse(configuration.policy()),
        List.of(configuration.trusted()),
        new TrustLimits(
            metrics.limit(
                prefix + "max.signature.bytes",
                ByteSize.parse(configuration.max_signature_bytes()).bytes(),
                "bytes"),
            metrics.limit(prefix + "max.publishers", configuration.max_publishers(), "publishers"),
            metrics.limit(prefix + "max.remembered", configuration.max_remembered(), "entries")),
        new WaitingFiles.Limits(
            metrics.limit(prefix + "max.waiting", configuration.max_waiting(), "waiting files"),
            metrics.limit(
                prefix + "max.waiting.bytes",
                ByteSize.parse(configuration.max_waiting_bytes()).bytes(),
                "bytes of waiting files")),
        metrics.limit(prefix + "max.plugins", configuration.max_plugins(), "plugins"),
        metrics.limit(prefix + "max.services", configuration.max_services(), "services"),
        new ChangeLimits(
            metrics.limit(prefix + "max.restarts", configuration.max_restarts(), "restarts"),
            metrics.limit(prefix + "max.streams", configuration.max_streams(), "closed streams"),
            metrics.limit(
                prefix + "max.pause",
                TimeSpan.parse(configuration.max_pause()).toMillis(),
                "milliseconds of pause")),
        new HealthSettings(
            TimeSpan.parse(configuration.health_interval()),
            TimeSpan.parse(configuration.health_timeout()),
            configuration.health_failures()),
        TimeSpan.parse(configuration.update_grace()),
        metrics.limit(
            prefix + "state.max.bytes",
            ByteSize.parse(configuration.state_max_bytes()).bytes(),
            "bytes of data"),
        TimeSpan.parse(configuration.leak_grace()),
        TimeSpan.parse(configuration.leak_gc_interval()));
  }

  /**
   * What one change may touch unless it is forced.
   *
   * @param restarts other bundles
   * @param streams streams that it closes
   * @param pause milliseconds in that messages of a type wait
   */
  record ChangeLimits(Limit restarts, Limit streams, Limit pause) {}

  /**
   * How plugins are watched.
   *
   * @param interval between two looks
   * @param timeout of one health check
   * @param failures how often in a row one must be critical to be acted on; 0 for never
   */
  record HealthSettings(Duration interval, Duration timeout, int failures) {}

  /** The part that the accounts of plugins need. */
  static AccountSettings accounts(PluginConfiguration configuration, Metrics metrics) {
    return new AccountSettings(
        QuotaSettings.of(
            QuotaSettings.all(
                metrics,
                ByteSize.parse(configuration.quota_queue_bytes()).bytes(),
                configuration.quota_messages_per_second(),
                configuration.quota_handlers(),
                configuration.quota_checks(),
                TimeSpan.parse(configuration.quota_handler_time()),
                configuration.quota_streams()),
            configuration.quota_overrides(),
            metrics),
        configuration.quarantine_failures(),
        TimeSpan.parse(configuration.quarantine_window()),
        configuration.hang_factor(),
        metrics.limit("extension.plugins.max.calls", configuration.max_calls(), "calls at once"));
  }

  private static Optional<Path> sharedFolder(String text) {
    if (text.isEmpty() || text.equals("none")) {
      return Optional.empty();
    }
    Path path = Path.of(text);
    if (path.isAbsolute()) {
      return Optional.of(path.normalize());
    }
    return Optional.ofNullable(System.getProperty(HOME))
        .map(home -> Path.of(home).toAbsolutePath().resolve(path).normalize());
  }
}
