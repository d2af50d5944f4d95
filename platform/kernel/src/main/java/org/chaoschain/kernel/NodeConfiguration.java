// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chaoschain.kernel.config.Configuration;
import org.chaoschain.kernel.config.ConfigurationException;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.chaoschain.kernel.config.ConfigurationLoader;
import org.chaoschain.kernel.config.Metatype;
import org.chaoschain.kernel.feature.BundleFiles;
import org.chaoschain.kernel.feature.Feature;
import org.chaoschain.kernel.feature.FeatureBundle;
import org.chaoschain.kernel.feature.FeatureConfiguration;
import org.chaoschain.kernel.feature.FeatureException;
import org.chaoschain.kernel.internal.FileFacts;

/**
 * What a node would run with: the feature and the configuration, without starting anything.
 *
 * @param feature bundles and configurations
 * @param configuration the keys of the kernel and of the feature's bundles, and their values
 */
public record NodeConfiguration(Feature feature, Configuration configuration) {
  private static final String KERNEL_KEYS = "/OSGI-INF/metatype/org.chaoschain.node.xml";

  /**
   * Reads features and configuration.
   *
   * @throws KernelException of the kind {@link Failure#FEATURE} or {@link Failure#CONFIGURATION};
   *     the latter tells all problems at once and has a {@link ConfigurationException} as its cause
   */
  public static NodeConfiguration load(KernelOptions options) throws KernelException {
    return load(options, feature(options));
  }

  /**
   * Reads the features alone.
   *
   * @throws KernelException of the kind {@link Failure#FEATURE}
   */
  public static Feature feature(KernelOptions options) throws KernelException {
    return feature(options, FileFacts.none());
  }

  /** The same with what is known of the files. */
  public static Feature feature(KernelOptions options, FileFacts facts) throws KernelException {
    try {
      return Feature.read(options.features(), new BundleFiles(options.bundleFolders()), facts);
    } catch (FeatureException e) {
      throw new KernelException(Failure.FEATURE, e.getMessage(), e);
    }
  }

  /**
   * Reads the configuration that goes with a feature.
   *
   * @throws KernelException as {@link #load(KernelOptions)}
   */
  public static NodeConfiguration load(KernelOptions options, Feature feature)
      throws KernelException {
    return load(options, feature, FileFacts.none());
  }

  /** The same with what is known of the files. */
  public static NodeConfiguration load(KernelOptions options, Feature feature, FileFacts facts)
      throws KernelException {
    try {
      ConfigurationLoader loader = new ConfigurationLoader().keys(kernelKeys(facts));
      for (FeatureBundle bundle : feature.bundles()) {
        loader.keys(Metatype.ofFile(bundle.file(), facts));
      }
      for (FeatureConfiguration values : feature.configurations()) {
        if (values.factoryPid().isEmpty()) {
          loader.feature(values.feature(), values.pid(), values.values());
        }
      }
      Configuration configuration =
          loader
              .file(options.configurationFile())
              .file(options.dataConfigurationFile())
              .environment(options.environment())
              .flags(options.flags())
              .load();
      return new NodeConfiguration(feature, configuration);
    } catch (IOException e) {
      throw new KernelException(Failure.FEATURE, "a bundle cannot be read: " + e.getMessage(), e);
    } catch (ConfigurationException e) {
      throw new KernelException(Failure.CONFIGURATION, e.getMessage(), e);
    }
  }

  private static List<ConfigurationKey> kernelKeys(FileFacts facts) throws IOException {
    Path jar = FileFacts.jar(NodeConfiguration.class);
    return Files.isRegularFile(jar) ? Metatype.ofFile(jar, facts) : kernelKeys();
  }

  /** The keys of the kernel itself. */
  public static List<ConfigurationKey> kernelKeys() {
    try (InputStream in = NodeConfiguration.class.getResourceAsStream(KERNEL_KEYS)) {
      return Metatype.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel's own keys cannot be read", e);
    }
  }
}
