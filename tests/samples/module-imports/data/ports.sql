SELECT port FROM ports;
