// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.agent.auth.core.Parties.AGENT_NONCE;
import static org.chaoschain.agent.auth.core.Parties.ALICE;
import static org.chaoschain.agent.auth.core.Parties.CHAIN;
import static org.chaoschain.agent.auth.core.Parties.NODE;
import static org.chaoschain.agent.auth.core.Parties.NODE_NONCE;
import static org.chaoschain.agent.auth.core.Parties.NOISE;
import static org.chaoschain.agent.auth.core.Parties.NOW;
import static org.chaoschain.agent.auth.core.Parties.alice;
import static org.chaoschain.agent.auth.core.Parties.delegation;
import static org.chaoschain.agent.auth.core.Parties.fill;
import static org.chaoschain.agent.auth.core.Parties.gateway;
import static org.chaoschain.agent.auth.core.Parties.node;
import static org.chaoschain.agent.auth.core.Parties.signed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;

/** The published handshakes, byte for byte. */
class VectorsTest {
  private static final Path FILE = Path.of("../../../docs/protocol/vectors/auth.json");
  private static final Pattern MEMBER = Pattern.compile("\"([a-z_]+)\": \"([^\"]*)\"");

  @Test
  void aHandshakeOverNoise() throws Exception {
    check("over Noise, without a delegation", NOISE, Bytes.EMPTY);
  }

  @Test
  void aHandshakeWithADelegation() throws Exception {
    check("over Noise, with a delegation", NOISE, signed(delegation()));
  }

  @Test
  void aHandshakeAtAGateway() throws Exception {
    check("at a gateway", gateway(NODE, "https://node.example"), Bytes.EMPTY);
  }

  private static void check(String name, Binding binding, Bytes delegation) throws Exception {
    Map<String, String> vector = read(name);
    assertThat(binding.encode().hex()).isEqualTo(vector.get("binding"));
    assertThat(delegation.hex()).isEqualTo(vector.get("delegation"));

    Transcript seen =
        new Transcript(
            binding, CHAIN, ALICE.publicKey(), NODE.publicKey(), AGENT_NONCE, NODE_NONCE, NOW);
    assertThat(seen.forNode().hex()).isEqualTo(vector.get("signed_by_node"));
    assertThat(seen.forAgent(delegation, Bytes.EMPTY).hex())
        .isEqualTo(vector.get("signed_by_agent"));

    ServerHandshake server = node(binding);
    ClientHandshake client = alice(binding);
    assertThat(AuthCodec.encode(client.connect()).hex()).isEqualTo(vector.get("connect"));
    Challenge challenge = server.connect(client.connect(), NODE_NONCE, NOW);
    assertThat(AuthCodec.encode(challenge).hex()).isEqualTo(vector.get("challenge"));
    SignedResponse response = client.respond(challenge, delegation, Bytes.EMPTY);
    assertThat(AuthCodec.encode(response).hex()).isEqualTo(vector.get("response"));
    assertThat(server.respond(response, NOW).agent()).isEqualTo(ALICE.agent());
    ConnectionAccepted accepted =
        new ConnectionAccepted(fill(7).slice(0, 16), NOW.plus(Duration.ofDays(1)));
    assertThat(AuthCodec.encode(accepted).hex()).isEqualTo(vector.get("accepted"));
  }

  private static Map<String, String> read(String name) throws IOException {
    String json = Files.readString(FILE);
    int from = json.indexOf("\"name\": \"" + name + "\"");
    assertThat(from).as("the vector '%s' in %s", name, FILE).isPositive();
    Map<String, String> members = new HashMap<>();
    Matcher member = MEMBER.matcher(json.substring(from, json.indexOf('}', from)));
    while (member.find()) {
      members.put(member.group(1), member.group(2));
    }
    return members;
  }
}
