// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys {@code transport.noise.*}. */
@ObjectClassDefinition(
    id = NoiseComponent.PID,
    name = "Noise",
    description = "The secure channel noise-libp2p.")
@interface NoiseSettings {
  /** See the description. */
  @AttributeDefinition(description = "How long a handshake may take.")
  String handshake_timeout() default "10s";

  /** See the description. */
  @AttributeDefinition(
      description = "The largest payload of a handshake message, 256 to 65439 bytes.")
  String max_handshake_payload() default "8KiB";

  /** See the description. */
  @AttributeDefinition(
      description = "How many stream muxers the remote may offer in the handshake.",
      min = "1")
  int max_handshake_muxers() default 32;

  /** See the description. */
  @AttributeDefinition(
      description =
          "How many bytes of one connection may wait to be encrypted when other threads write;"
              + " beyond it the connection is reset. 64KiB or more.")
  String max_pending_write() default "4MiB";

  /** See the description. */
  @AttributeDefinition(
      description =
          "For how many handshakes keys and signatures are calculated at the same time; 0 for half"
              + " of the processors, at least 1.",
      min = "0",
      max = "64")
  int parallel_handshakes() default 0;

  /** See the description. */
  @AttributeDefinition(
      description = "The most handshakes that wait for their calculation; one more fails.",
      min = "1")
  int max_waiting_handshakes() default 256;
}
