package io.journeyhouse.jobs.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.journeyhouse.jobs.matching.LinkPath.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkPathTest {

  @Test
  void goes_around_a_weak_link() {
    List<Link> links =
        List.of(link("a", "c", 1), link("b", "a", 9), link("b", "c", 8), link("c", "d", 2));
    assertThat(LinkPath.between(links, "a", "d"))
        .extracting(Link::from, Link::to, Link::bits)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "b", 9.0),
            org.assertj.core.groups.Tuple.tuple("b", "c", 8.0),
            org.assertj.core.groups.Tuple.tuple("c", "d", 2.0));
  }

  @Test
  void says_nothing_of_what_is_not_connected() {
    assertThat(LinkPath.between(List.of(link("a", "b", 1)), "a", "c")).isEmpty();
    assertThat(LinkPath.between(List.of(), "a", "c")).isEmpty();
  }

  /** The weakest link of the path is the strongest that any path has, by trying all thresholds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void no_way_has_a_stronger_weakest_link(long seed) {
    Random random = new Random(seed);
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int a = random.nextInt(15);
      int b = random.nextInt(15);
      if (a != b) {
        links.add(link("r" + a, "r" + b, random.nextInt(10)));
      }
    }
    for (int to = 1; to < 15; to++) {
      List<Link> path = LinkPath.between(links, "r0", "r" + to);
      double weakest = path.stream().mapToDouble(Link::bits).min().orElse(-1);
      assertThat(weakest).isEqualTo(strongest(links, "r" + to));
      for (int i = 1; i < path.size(); i++) {
        assertThat(path.get(i).from()).isEqualTo(path.get(i - 1).to());
      }
    }
  }

  private static double strongest(List<Link> links, String to) {
    for (int bits = 9; bits >= 0; bits--) {
      int least = bits;
      DisjointSets sets = new DisjointSets();
      links.stream()
          .filter(link -> link.bits() >= least)
          .forEach(link -> sets.join(number(link.from()), number(link.to())));
      if (sets.areJoined(0, number(to))) {
        return bits;
      }
    }
    return -1;
  }

  private static long number(String end) {
    return Long.parseLong(end.substring(1));
  }

  private static Link link(String from, String to, double bits) {
    return new Link(from, to, "", bits);
  }
}
