// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.chaoschain.kernel.Failure;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void theNumbersDiffer() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).doesNotHaveDuplicates();
  }

  @Test
  void everyFailureOfTheKernelHasOne() {
    for (Failure failure : Failure.values()) {
      assertThat(ExitCode.of(failure.exitCode())).isNotIn(ExitCode.OK, ExitCode.USAGE);
    }
    assertThat(ExitCode.of(Failure.CONFIGURATION.exitCode())).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(ExitCode.of(Failure.DATA_DIRECTORY_IN_USE.exitCode())).isEqualTo(ExitCode.REFUSED);
    assertThat(ExitCode.of(Failure.STOP_DEADLINE.exitCode())).isEqualTo(ExitCode.DEADLINE);
  }
}
