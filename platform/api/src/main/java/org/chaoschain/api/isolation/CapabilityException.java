// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

/** A plugin wants to do what its manifest does not declare. The message says what to add to it. */
public final class CapabilityException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Capability capability;

  /** Made by the account of the plugin. */
  public CapabilityException(String plugin, Capability capability) {
    super(
        "the plugin %s does not declare the capability %s; add it to the header Chaos-Capabilities of its manifest"
            .formatted(plugin, capability));
    this.capability = capability;
  }

  /** What is not declared. */
  public Capability capability() {
    return capability;
  }
}
