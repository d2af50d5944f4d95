// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system.internal;

import org.chaoschain.api.random.EntropySource;
import org.chaoschain.ops.system.SecureEntropy;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Secure randomness as a service. The kernel hides any service of this type that a bundle outside
 * the feature registers, so a plain reference always gets this one; the ranking settles it where
 * there is no kernel.
 */
@Component(property = "service.ranking:Integer=2147483647")
public final class EntropyComponent implements EntropySource {
  private final EntropySource entropy = new SecureEntropy();

  /** Made by the component runtime. */
  @Activate
  public EntropyComponent() {}

  @Override
  public void fill(byte[] target) {
    entropy.fill(target);
  }
}
