// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a node is started with.
 *
 * @param home the installation: {@code lib/bundles/ features/ etc/ repo/}; only read
 * @param dataDirectory what the node keeps; made if it is not there
 * @param features the feature files
 * @param bundleFolders where the jars of bundles are looked for, the first one first: flat, or as a
 *     Maven repository
 * @param configurationFile the operator's file; skipped if it does not exist
 * @param environment the variables that begin with {@code CHAOS_} set keys; others are ignored
 * @param flags keys set on the command line; they win
 * @param stopOnSignal whether SIGTERM and SIGINT stop the node in an orderly way
 */
public record KernelOptions(
    Path home,
    Path dataDirectory,
    List<Path> features,
    List<Path> bundleFolders,
    Path configurationFile,
    Map<String, String> environment,
    Map<String, String> flags,
    boolean stopOnSignal) {
  /** The name of the operator's file in {@code etc/} and of the data directory's own. */
  public static final String CONFIGURATION_FILE = "chaos.properties";

  /** Keeps immutable copies. */
  public KernelOptions {
    features = List.copyOf(features);
    bundleFolders = List.copyOf(bundleFolders);
    environment = Map.copyOf(environment);
    flags = Map.copyOf(flags);
  }

  /**
   * A node of the packed distribution: feature {@code features/node.json}, file {@code
   * etc/chaos.properties}.
   */
  public static KernelOptions of(Path home, Path dataDirectory) {
    return new KernelOptions(
        home,
        dataDirectory,
        List.of(home.resolve("features").resolve("node.json")),
        List.of(home.resolve("lib").resolve("bundles"), home.resolve("repo")),
        home.resolve("etc").resolve(CONFIGURATION_FILE),
        System.getenv(),
        Map.of(),
        true);
  }

  /** The same with other feature files. */
  public KernelOptions withFeatures(List<Path> files) {
    return new KernelOptions(
        home,
        dataDirectory,
        files,
        bundleFolders,
        configurationFile,
        environment,
        flags,
        stopOnSignal);
  }

  /** The same with other folders of bundles. */
  public KernelOptions withBundleFolders(List<Path> folders) {
    return new KernelOptions(
        home,
        dataDirectory,
        features,
        folders,
        configurationFile,
        environment,
        flags,
        stopOnSignal);
  }

  /** The same with another operator's file. */
  public KernelOptions withConfigurationFile(Path file) {
    return new KernelOptions(
        home, dataDirectory, features, bundleFolders, file, environment, flags, stopOnSignal);
  }

  /** The same with another environment. */
  public KernelOptions withEnvironment(Map<String, String> variables) {
    return new KernelOptions(
        home,
        dataDirectory,
        features,
        bundleFolders,
        configurationFile,
        variables,
        flags,
        stopOnSignal);
  }

  /** The same with these flags. */
  public KernelOptions withFlags(Map<String, String> keys) {
    return new KernelOptions(
        home,
        dataDirectory,
        features,
        bundleFolders,
        configurationFile,
        environment,
        keys,
        stopOnSignal);
  }

  /** The same, with or without the handling of signals. */
  public KernelOptions withStopOnSignal(boolean stop) {
    return new KernelOptions(
        home, dataDirectory, features, bundleFolders, configurationFile, environment, flags, stop);
  }

  /** The data directory's own configuration file, which wins over the operator's. */
  public Path dataConfigurationFile() {
    return dataDirectory.resolve(CONFIGURATION_FILE);
  }
}
