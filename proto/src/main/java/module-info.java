// SPDX-License-Identifier: Apache-2.0
/** The messages of ChaosChain and of libp2p, generated from the .proto files. */
module org.chaoschain.proto {
  requires static org.osgi.annotation.bundle;
  requires static org.osgi.annotation.versioning;
  requires transitive com.google.protobuf;

  exports org.chaoschain.proto.libp2p;
  exports org.chaoschain.proto.v1;
}
