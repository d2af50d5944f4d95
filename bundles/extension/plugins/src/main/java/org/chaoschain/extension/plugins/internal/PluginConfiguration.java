// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What an operator may set of the deployment of plugins. */
@ObjectClassDefinition(
    name = "Plugins",
    description = "Which files are taken as plugins, and how they are deployed")
@interface PluginConfiguration {
  /** The PID. */
  String PID = "org.chaoschain.extension.plugins";

  @AttributeDefinition(
      description =
          "A second folder of plugins, which nodes share and only read; relative to the installation,"
              + " none for no such folder. The folder plugins in the data directory is always watched")
  String folder() default "plugins";

  @AttributeDefinition(
      description =
          "Whose plugins run: trusted, those signed by a trusted publisher; ask, the others wait for the operator;"
              + " any, unsigned ones too, for development",
      options = {
        @Option(label = "trusted publishers", value = "trusted"),
        @Option(label = "ask the operator", value = "ask"),
        @Option(label = "any, for development", value = "any")
      })
  String policy() default "trusted";

  @AttributeDefinition(
      description =
          "Publishers that are trusted, each a did:key; did:key=NAME trusts it with the plugin of that name alone,"
              + " and NAME may end with *")
  String[] trusted() default {};

  @AttributeDefinition(description = "Size of a signature file, at most 64MiB")
  String max_signature_bytes() default "4MiB";

  @AttributeDefinition(
      description = "Publishers that are trusted by command, and such with a revocation list, each",
      min = "1",
      max = "10000")
  int max_publishers() default 256;

  @AttributeDefinition(
      description =
          "What is remembered of plugins: names, highest versions, approvals, and revocations of the operator, each",
      min = "1",
      max = "100000")
  int max_remembered() default 4096;

  @AttributeDefinition(
      description = "Files that were to be installed and wait for the operator's decision",
      min = "0",
      max = "64")
  int max_waiting() default 16;

  @AttributeDefinition(
      description = "Bytes of the files that wait for the operator's decision, in all")
  String max_waiting_bytes() default "256MiB";

  @AttributeDefinition(description = "Time between two looks at the plugin folders")
  String poll_interval() default "250ms";

  @AttributeDefinition(
      description = "A file that is no whole jar is reported when it has not changed for so long")
  String settle_time() default "2s";

  @AttributeDefinition(
      description =
          "How long a new generation of a plugin may take until its components are up; then it is rolled back")
  String start_grace() default "5s";

  @AttributeDefinition(
      description =
          "How long the node waits for an old generation to stop; then it goes on without it")
  String stop_grace() default "10s";

  @AttributeDefinition(description = "Size of a plugin's file")
  String max_file_bytes() default "64MiB";

  @AttributeDefinition(description = "Entries of a plugin's jar", min = "1", max = "1000000")
  int max_entries() default 20_000;

  @AttributeDefinition(description = "What a plugin's jar may unpack to")
  String max_unpacked_bytes() default "256MiB";

  @AttributeDefinition(
      description = "Plugins in a node, and files looked at in a folder",
      min = "1",
      max = "10000")
  int max_plugins() default 64;

  @AttributeDefinition(
      description = "Services that one plugin has registered at the same time",
      min = "1",
      max = "10000")
  int max_services() default 64;

  @AttributeDefinition(
      description = "Other bundles that an update or a removal may restart unless it is forced",
      min = "0",
      max = "10000")
  int max_restarts() default 4;

  @AttributeDefinition(
      description = "Bytes on the wire of the messages that wait for one plugin's handlers")
  String quota_queue_bytes() default "16MiB";

  @AttributeDefinition(
      description =
          "Calls of one plugin's handlers in a second; as many may come at once after a rest",
      min = "1",
      max = "1000000000")
  int quota_messages_per_second() default 20_000;

  @AttributeDefinition(
      description = "Calls of one plugin's handlers at the same time",
      min = "1",
      max = "10000")
  int quota_handlers() default 16;

  @AttributeDefinition(
      description = "Messages that one plugin's types judge or put into words at the same time",
      min = "1",
      max = "10000")
  int quota_checks() default 4;

  @AttributeDefinition(
      description =
          "How long a call of a plugin's handler may take; one that takes longer is told while it runs, and counts as a failure")
  String quota_handler_time() default "10s";

  @AttributeDefinition(
      description = "Streams that one plugin's protocols serve",
      min = "0",
      max = "1000000")
  int quota_streams() default 256;

  @AttributeDefinition(
      description =
          "Quotas of single plugins, separated by commas: <plugin>/<quota>=<value>, such as"
              + " org.example.haiku/handlers=4")
  String quota_overrides() default "";

  @AttributeDefinition(
      description =
          "Failures of a plugin within quarantine.window that put it into quarantine; 0 for any number",
      min = "0",
      max = "10000")
  int quarantine_failures() default 10;

  @AttributeDefinition(description = "The time in that failures of a plugin count together")
  String quarantine_window() default "1m";

  @AttributeDefinition(
      description =
          "After how many times quota.handler.time a call counts as one that never returns, and its plugin goes into quarantine at once; 0 for never",
      min = "0",
      max = "1000")
  int hang_factor() default 3;

  @AttributeDefinition(
      description =
          "Calls into all plugins at the same time; less than ops.system.worker.threads, or plugins can keep the node from its work",
      min = "1",
      max = "10000")
  int max_calls() default 24;

  @AttributeDefinition(
      description = "Streams that an update or a removal may close unless it is forced",
      min = "0",
      max = "1000000")
  int max_streams() default 64;

  @AttributeDefinition(
      description =
          "How long messages of a type may be expected to wait for an update unless it is forced")
  String max_pause() default "5s";

  @AttributeDefinition(description = "Time between two looks at the health of the running plugins")
  String health_interval() default "10s";

  @AttributeDefinition(
      description = "How long a plugin's health check may take; then the plugin counts as critical")
  String health_timeout() default "2s";

  @AttributeDefinition(
      description =
          "How often in a row a plugin must be critical to be rolled back or quarantined; 0 for never",
      min = "0",
      max = "10000")
  int health_failures() default 3;

  @AttributeDefinition(
      description =
          "How long after an update a plugin in trouble is rolled back to the version before; later it is quarantined")
  String update_grace() default "5m";

  @AttributeDefinition(
      description = "Data of a plugin that is copied for the migration to a newer form")
  String state_max_bytes() default "1GiB";

  @AttributeDefinition(
      description =
          "How long a removed generation of a plugin may stay in memory until it is told as leaked")
  String leak_grace() default "5m";

  @AttributeDefinition(
      description =
          "The least time between two garbage collections that the watch for leaks asks for; 0s if it must not ask for any")
  String leak_gc_interval() default "1h";
}
