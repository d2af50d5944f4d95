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
  String policy() default "any";

  @AttributeDefinition(
      description =
          "Publishers that are trusted, each a did:key; did:key=NAME trusts it with the plugin of that name alone,"
              + " and NAME may end with *")
  String[] trusted() default {};

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
      description = "Other bundles that an update or a removal may restart unless it is forced",
      min = "0",
      max = "10000")
  int max_restarts() default 4;
}
