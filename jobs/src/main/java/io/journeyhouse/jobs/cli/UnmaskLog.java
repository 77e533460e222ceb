package io.journeyhouse.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.journeyhouse.common.error.ErrorCode;
import io.journeyhouse.common.error.Errors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Who saw whose personal data in clear, and when: a line each, in a file to which is only added and
 * that no maintenance deletes. Never what he saw.
 */
final class UnmaskLog {
  static final String FILE = "unmasked.jsonl";

  private final Path file;
  private final Clock clock;

  UnmaskLog(Path stateDir, Clock clock) {
    this.file = stateDir.resolve(FILE);
    this.clock = clock;
  }

  /** Notes it, on the disk when this returns. */
  void note(String user, String customerId) {
    Map<String, String> line = new LinkedHashMap<>();
    line.put("at", clock.instant().toString());
    line.put("user", user);
    line.put("customer_id", customerId);
    try {
      Files.createDirectories(file.getParent());
      append(new ObjectMapper().writeValueAsString(line) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw Errors.of(
          ErrorCode.ENVIRONMENT,
          file + " cannot be written, so nothing is shown in clear",
          "let the user who runs this write that file, or leave --unmask out",
          e);
    }
    LoggerFactory.getLogger(UnmaskLog.class).info("{} sees {} in clear", user, customerId);
  }

  private void append(String line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
