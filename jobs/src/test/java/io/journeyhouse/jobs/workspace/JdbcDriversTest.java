package io.journeyhouse.jobs.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class JdbcDriversTest {

  @Test
  void finds_a_driver_whatever_the_thread_and_the_driver_manager_see() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (var connection = JdbcDrivers.connect("jdbc:h2:mem:drivers", new Properties())) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(JdbcDrivers.of("jdbc:postgresql://localhost/x").getClass().getName())
          .isEqualTo("org.postgresql.Driver");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void says_for_which_database_there_is_none() {
    assertThatThrownBy(() -> JdbcDrivers.of("jdbc:unheard://host/db?user=jane"))
        .hasMessageContaining("there is no driver for jdbc:unheard")
        .hasMessageNotContaining("jane");
  }
}
