"""What a broker that is away, or that refuses us, raises: for those who do not know which client library is used."""

from typing import Final

from kafka.errors import KafkaError

BrokerTrouble: Final = KafkaError
